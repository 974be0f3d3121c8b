function docs({document: address, authorization, examples, known}) {
  const FOR_MACHINES = ["x-absent", "x-mock-by-body"];
  const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

  // The document is true everywhere. To be tried here, the ids in what is sent must lead somewhere here.
  function standing(node) {
    if (typeof node === "string") return known[examples[node]] ?? node;
    if (Array.isArray(node)) return node.map(standing);
    if (!node || typeof node !== "object") return node;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, standing(value)]));
  }

  function parameter(node) {
    if (node.$ref) return node;
    if (known[node.name]) return {...node, example: known[node.name]};
    if (node.required || node.example === undefined) return node;
    // What may be left out is left out, and its example becomes a word of its description.
    const {example, description = "", ...rest} = node;
    return {...rest, description: node.schema.default === undefined ? `${description} For example \`${example}\`.` : description};
  }

  function operation(node, shared) {
    // Swagger UI 5.34 does not follow references among the parameters of a path, so each operation gets them.
    const parameters = [...shared, ...node.parameters ?? []].map(parameter);
    return {...node, parameters, ...node.requestBody && {requestBody: standing(node.requestBody)}};
  }

  function each(things, change) {
    return Object.fromEntries(Object.entries(things ?? {}).map(([name, thing]) => [name, change(thing)]));
  }

  function operationsOf(item) {
    return Object.fromEntries(Object.entries(item).filter(([name]) => METHODS.includes(name)));
  }

  function tried(text) {
    const {parameters, requestBodies} = text.components;
    const [{url}] = text.servers, base = url.startsWith("/") ? url : "";
    const paths = Object.entries(text.paths).map(([path, item]) => [base + path, each(operationsOf(item),
      node => operation(node, item.parameters ?? []))]);
    return {
      ...text,
      servers: [{url: location.origin}],
      paths: Object.fromEntries(paths),
      // These come from the mock, without anybody's key.
      ...text.webhooks && {webhooks: each(text.webhooks, item => each(operationsOf(item), node => ({...node, security: []})))},
      components: {...text.components, parameters: each(parameters, parameter), requestBodies: each(requestBodies, standing)},
    };
  }

  // Once a dataset or a sync is made here, it is the one that the next call is about.
  function learn(body) {
    const found = {...body, ...body.results?.[0]};
    const news = ["datasetId", "syncId", "transactionId"].filter(name => found[name] && found[name] !== known[name]);
    for (const name of news) known[name] = found[name];
    return news.length > 0;
  }

  // `#initiate-sync` leads to an operation as well as `#/Sync/initiate-sync` does.
  function lead(text) {
    const wanted = decodeURIComponent(location.hash.slice(1));
    const all = Object.values(text.paths).flatMap(item => Object.values(operationsOf(item)));
    const found = all.find(node => node.operationId === wanted);
    if (found) history.replaceState(null, "", `#/${found.tags[0]}/${wanted}`);
  }

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", paint);
  paint();

  fetch(address).then(answer => answer.text()).then(written => {
    const text = JSON.parse(written, (name, value) => FOR_MACHINES.includes(name) ? undefined : value);
    lead(text);
    const page = SwaggerUIBundle({
      spec: tried(text),
      dom_id: "#swagger-ui",
      deepLinking: true,
      docExpansion: "list",
      defaultModelsExpandDepth: 0,
      displayRequestDuration: true,
      showExtensions: true,
      tryItOutEnabled: true,
      validatorUrl: "none",
      responseInterceptor: answer => {
        if (answer.body && learn(answer.body)) page.specActions.updateJsonSpec(tried(text));
        return answer;
      },
      onComplete: () => authorization && page.preauthorizeApiKey("auth_header", authorization),
    });
  });
}
