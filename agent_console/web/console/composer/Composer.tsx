import { Suspense, lazy, useEffect, useRef, useState } from "react";
import type { Conversation } from "../api/types";
import { mailRequest } from "../mail/requests";
import { NO_MAIL } from "../mail/types";
import { Caught } from "../parts/Caught";
import { useStore } from "../state/store";
import { type Mode, focusRequest } from "./focus";
import { TextComposer } from "./TextComposer";
import { takenBack } from "./takenBack";
import { useDraft } from "./useDraft";

// Who never answers mail does not load an editor for it.
const MailComposer = lazy(() => import("../mail/MailComposer"));

/** Where replies and notes are written. What stands in it survives everything but sending. */
export function Composer({ one }: { one: Conversation }) {
  const { draft, setDraft, replaced, ready } = useDraft(one.id);
  /** Grows with every wish for the focus, and with every draft that an editor has to take in anew. */
  const [focus, setFocus] = useState(0);
  const [anew, setAnew] = useState(0);
  const mail = one.channel === "email";
  const setMode = (mode: Mode): void => {
    setDraft({ mode });
    setFocus((count) => count + 1);
  };

  const request = useStore(focusRequest, (value) => value);
  const answered = useRef(request.count);
  useEffect(() => {
    if (request.count === answered.current) return;
    answered.current = request.count;
    setMode(request.mode);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each request
  }, [request]);
  const back = useStore(takenBack, (value) => (value?.conversation === one.id ? value : null));
  useEffect(() => {
    if (!back) return;
    takenBack.set(null);
    const kept = draft.text.trim() && !back.mail ? `${back.text}\n${draft.text}` : back.text;
    setDraft({ mode: back.mode, text: kept, ...(mail && { mail: back.mail ?? null }) });
    setAnew((count) => count + 1);
    setFocus((count) => count + 1);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each text taken back
  }, [back]);
  const asked = useStore(mailRequest, (value) => (value?.conversation === one.id ? value : null));
  useEffect(() => {
    if (!asked || !ready) return;
    mailRequest.set(null);
    setDraft({ mail: { ...NO_MAIL, ...draft.mail, ...asked.mail } });
    setMode("reply");
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each mail that is to be answered
  }, [asked, ready]);

  // A call cannot be written to: beside it there is only what is noted for the team.
  const calls = one.channel === "voice";
  const props = { one, draft: calls ? { ...draft, mode: "note" as const } : draft, setDraft, setMode, focus };
  if (!mail) return <TextComposer {...props} />;
  // Words changed as a note have no formatting any more.
  const setNote: typeof setDraft = (change) => setDraft(change.text === undefined || !draft.mail ? change : { ...change, mail: { ...draft.mail, html: "" } });
  if (draft.mode === "note") return <TextComposer {...props} setDraft={setNote} />;
  return (
    <Caught place={one.id}>
      <Suspense fallback={<div style={{ height: 150 }} />}><MailComposer key={`${replaced}-${anew}`} {...props} /></Suspense>
    </Caught>
  );
}
