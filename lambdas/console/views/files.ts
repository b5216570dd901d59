import { h } from "#lambdas/console/parts/dom.ts";
import { fileSize, number } from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";
import type { Session, View } from "#lambdas/console/parts/session.ts";
import { failure, fill } from "#lambdas/console/parts/states.ts";
import type { FilesAnswer } from "#lib/contracts/api-answers.ts";

/** What the run published, to be taken along. */
export const filesView: View = (place, session) => {
  const w = words();
  const list = h("div");
  place.append(
    h("div", { class: "title" }, h("h1", {}, w.files), h("p", { class: "soft" }, w.filesNote)),
    list,
  );
  void fill(
    list,
    () => session.api.files(),
    (answer) => drawFiles(session, answer),
  );
  return undefined;
};

function drawFiles(session: Session, { files }: FilesAnswer): HTMLElement {
  const w = words();
  const heads = [w.file, w.rows, w.size, "SHA-256", ""];
  return h(
    "div",
    { class: "scroll" },
    h(
      "table",
      { class: "wide" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          heads.map((name) => h("th", { scope: "col" }, name)),
        ),
      ),
      h(
        "tbody",
        {},
        files.map((file) => fileRow(session, file)),
      ),
    ),
  );
}

function fileRow({ api }: Session, file: FilesAnswer["files"][number]): HTMLElement {
  const w = words();
  const cell = h("td", { class: "number" });
  const download = async () => {
    cell.querySelector(".failure")?.remove();
    try {
      // A link is asked for at each click, so that none has ended when it is followed.
      const { url } = await api.fileLink(file.name);
      location.assign(url);
    } catch (error) {
      cell.append(failure(error));
    }
  };
  const label = `${w.download} ${file.name}`;
  cell.append(h("button", { type: "button", "aria-label": label, onclick: download }, w.download));
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, file.name, h("small", {}, w.fileWords[file.name] ?? "")),
    h("td", { class: "number" }, number(file.rows)),
    h("td", { class: "number" }, fileSize(file.bytes)),
    h("td", {}, h("code", { title: file.sha256 }, file.sha256.slice(0, 12))),
    cell,
  );
}
