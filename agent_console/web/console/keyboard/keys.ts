import { createStore } from "../state/store";

/** Every shortcut, in the order of the sheet that `?` shows. `Mod` is Ctrl, or ⌘ on a Mac. */
export const SHORTCUTS = {
  list: [["next", "j"], ["previous", "k"], ["open", "Enter"], ["tick", "x"], ["views", "1 2 3 4"], ["search", "/"], ["newMail", "c"]],
  conversation: [
    ["reply", "r"], ["note", "n"], ["resolve", "e"], ["assign", "a"], ["takeIt", "m"], ["transfer", "t"], ["snooze", "s"],
    ["priority", "p"], ["labels", "l"], ["why", "w"],
  ],
  call: [
    ["callMute", "m"], ["callHold", "h"], ["callKeypad", "d"], ["callTransfer", "t"], ["callBack", "b"], ["callAdd", "g"], ["callRecord", "v"],
    ["callHangUp", "Shift E"], ["callAbout", "1 2 3 …"], ["callNote", "n"], ["callDone", "Mod Enter"], ["callKeep", "Alt Enter"],
  ],
  composer: [["send", "Enter"], ["newline", "Shift Enter"], ["sendResolve", "Mod Enter"], ["sendMail", "Alt Enter"], ["canned", "/"], ["mention", "@"], ["leave", "Esc"]],
  everywhere: [["commandBar", "Mod K"], ["dial", "d"], ["accept", "Enter"], ["acceptTyping", "Mod Shift Enter"], ["sheet", "?"]],
} as const;

const KEY = "parley.singleKeys";
/** Single-key shortcuts can be switched off (WCAG 2.1.4), for those who dictate. */
export const singleKeys = createStore(localStorage.getItem(KEY) !== "off");
singleKeys.subscribe(() => localStorage.setItem(KEY, singleKeys.get() ? "on" : "off"));

const EDITABLE = "input, textarea, select, [contenteditable=true], [role=textbox]";
const HELD = "button, a[href], [role=menuitem], [role=option]";

/** Whether a key belongs to what has the focus, or to a dialog or menu that is open. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return true;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(EDITABLE)) return true;
  if (event.key === "Enter" && target?.closest(HELD)) return true;
  return document.querySelector("[role=dialog][aria-modal=true], [role=menu]") !== null;
}
