import { useNavigate } from "react-router";
import { resolve, take } from "../actions/actions";
import { focusComposer } from "../composer/focus";
import { type DialogKind, openDialog } from "../dialogs/dialogs";
import { openNewMail, useCanWrite } from "../mail/newMail";
import { useKeys } from "../keyboard/useKeys";
import { offers } from "../state/live";
import { VIEWS } from "./Views";
import { showView } from "./filter";
import { clearSelection, neighbour, selection, toggle } from "./selection";

/** The keys of the three panes. They act on the ticked rows, or else on the open conversation. */
export function useInboxKeys(id: string | undefined): void {
  const navigate = useNavigate();
  const canWrite = useCanWrite();
  const targets = (): string[] => {
    const ticked = [...selection.get()];
    return ticked.length > 0 ? ticked : id ? [id] : [];
  };
  const go = (step: 1 | -1) => (): void => {
    const next = neighbour(id, step);
    if (next) void navigate(`/inbox/${next}`);
  };
  const dialog = (kind: DialogKind) => (): unknown => {
    const ids = targets();
    return ids.length > 0 ? openDialog(kind, ids) : false;
  };
  useKeys({
    j: go(1),
    k: go(-1),
    ArrowDown: go(1),
    ArrowUp: go(-1),
    Enter: () => {
      if (offers.get().length > 0) return false;
      if (id) focusComposer("reply");
      else go(1)();
    },
    x: () => (id ? toggle(id) : false),
    r: () => (id ? focusComposer("reply") : false),
    n: () => (id ? focusComposer("note") : false),
    e: () => void resolve(targets()).then((done) => done && clearSelection()),
    m: () => (id ? void take(id) : false),
    a: dialog("assign"),
    t: dialog("transfer"),
    s: dialog("snooze"),
    p: dialog("priority"),
    l: dialog("labels"),
    w: () => (id ? openDialog("why", [id]) : false),
    c: () => (canWrite ? openNewMail() : false),
    "/": () => void navigate("/search"),
    "?": () => openDialog("shortcuts"),
    Escape: clearSelection,
    ...Object.fromEntries(VIEWS.map((view, i) => [String(i + 1), () => showView(view)])),
  });
}
