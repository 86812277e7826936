// Loaded into local-slack before it starts, to change two things about it:
// it listens on this machine alone, and it shows the pictures in messages.

const serve = Bun.serve;

Bun.serve = (options) =>
  serve.call(Bun, {
    ...options,
    hostname: "127.0.0.1",
    fetch: async (request, server) => options.fetch(await withPictures(request), server),
  });

// Messages name a picture by its file's id, which local-slack does not know; an address it does.
async function withPictures(request) {
  if (request.method !== "POST" || !isMessage(new URL(request.url).pathname)) return request;
  const body = await request.text();
  return new Request(request, { body: body.includes("slack_file") ? addressed(body) : body });
}

function isMessage(path) {
  return /^\/(api\/(chat|views|files)\.|_hooks\/response\/)/.test(path);
}

function addressed(body) {
  if (body.startsWith("{")) return JSON.stringify(JSON.parse(body, pictureAddress));
  const form = new URLSearchParams(body);
  for (const [name, value] of form) {
    if (value.includes("slack_file")) form.set(name, JSON.stringify(JSON.parse(value, pictureAddress)));
  }
  return form.toString();
}

// Any name does in this address; only the id counts.
function pictureAddress(_key, value) {
  if (!value?.slack_file?.id) return value;
  const { slack_file: file, ...rest } = value;
  return { ...rest, image_url: `/files/-/${file.id}/picture` };
}
