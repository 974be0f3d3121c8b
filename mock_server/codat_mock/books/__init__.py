"""The books of the accounting platforms: for each one a customer's, made up, so that there is something to map to.

- `loading`: from a file to values, or why not
- `gbol.yaml`: Xero
- `qhyg.yaml`: QuickBooks Online
- `akxx.yaml`: NetSuite
- `trji.yaml`: Dynamics 365 Business Central
- `fbrh.yaml`: FreeAgent
- `pqsw.yaml`: QuickBooks Desktop
- `mqjo.yaml`: Codat's sandbox
"""

from codat_mock.books.loading import load

__all__ = ["load"]
