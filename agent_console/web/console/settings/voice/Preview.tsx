import { IconArrowForward, IconMusic, IconPhone, IconVolume } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import timeline from "../../timeline/Timeline.module.css";
import css from "../Settings.module.css";
import { useQueues } from "../lists";
import voice from "./Voice.module.css";
import { type Line, dialogue } from "./dialogue";
import { useFiles } from "./files";
import { canSay, ownLanguage } from "./own";
import { useOwnWords } from "./useOwnWords";
import type { FormSettings } from "./voice";

interface Props { settings: FormSettings; language: string; queueId: string }

/** The whole dialogue as a caller hears it, before a person answers; it follows what is typed. */
export function Preview({ settings, language, queueId }: Props) {
  const { t } = useTranslation();
  const queues = useQueues().data ?? [];
  const { known } = useFiles();
  const own = ownLanguage(settings, language);
  const say = useOwnWords(own);
  const scenes = dialogue(settings, {
    queue: (id) => queues.find((one) => one.id === (id || queueId))?.name ?? "–",
    file: (id) => known.get(id)?.name ?? t("voiceInbox.audio.file"),
    reads: canSay(settings, language),
  });
  return (
    <section className={`${css.card} ${voice.preview}`} data-testid="call-preview" aria-labelledby="call-preview">
      <h2 id="call-preview"><IconPhone size={17} aria-hidden /> {t("voiceInbox.hears.title")}</h2>
      {scenes.map((scene) => (
        <div key={scene.title} data-testid={`scene-${scene.title}`}>
          {scene.title !== "comes" && <h3>{t(`voiceInbox.hears.scene.${scene.title}`)}</h3>}
          <ul className={voice.lines}>{scene.lines.map((line, index) => <Shown key={index} line={line} say={say} language={own} />)}</ul>
        </div>
      ))}
    </section>
  );
}

function Shown({ line, say, language }: { line: Line; say: ReturnType<typeof useOwnWords>; language: string }) {
  const { t } = useTranslation();
  const common = { "data-kind": line.kind, "data-deep": line.depth === 1 };
  switch (line.kind) {
    case "hears": return <li {...common}><IconVolume size={15} aria-hidden /><q dir="auto">{line.text}</q></li>;
    case "plays": return <li {...common}><IconMusic size={15} aria-hidden /><bdi>{line.file}</bdi></li>;
    case "own": return <li {...common}><IconVolume size={15} aria-hidden /><q dir="auto" lang={language}>{say(line.words)}</q></li>;
    case "music": return <li {...common}><IconMusic size={15} aria-hidden />{t("voiceInbox.hears.music")}</li>;
    case "then": return <li {...common}><IconArrowForward size={15} aria-hidden className={timeline.flip} />{t(`voiceInbox.hears.then.${line.key}`, line.values)}</li>;
  }
}
