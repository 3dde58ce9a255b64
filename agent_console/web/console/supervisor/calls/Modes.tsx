import { IconEar, IconHeadset, IconSpeakerphone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Listening } from "../../api/calls";
import { readable } from "../../calls/numbers";
import css from "./Live.module.css";
import type { Mine } from "./monitoring";
import type { useListening } from "./useMonitoring";

export const MODES = [["listen", IconEar], ["whisper", IconHeadset], ["barge", IconSpeakerphone]] as const satisfies readonly (readonly [Listening, typeof IconEar])[];

interface Props { mine: Mine; listening: ReturnType<typeof useListening>; testId?: string }

/**
 * How I am in a call, to be changed by a press: buttons, not radios, so that no arrow key lets everybody
 * hear me.
 */
export function Modes({ mine, listening, testId = "monitor-modes" }: Props) {
  const { t } = useTranslation();
  const agent = mine.agent?.name ?? readable(mine.contact.name);
  return (
    <div className={css.modes} role="group" aria-label={t("supervisor.calls.mode")} data-testid={testId}>
      {MODES.map(([mode, Icon]) => (
        <button key={mode} type="button" className={css.mode} aria-pressed={mine.me.mode === mode} data-mode={mode} aria-busy={listening.busy === mode || undefined}
          title={t(`supervisor.calls.means.${mode}`, { agent })} onClick={() => mine.me.mode !== mode && void listening.run(mine.conversation, mode)}>
          <Icon size={16} aria-hidden /><span>{t(`supervisor.calls.${mode}`)}</span>
        </button>
      ))}
    </div>
  );
}
