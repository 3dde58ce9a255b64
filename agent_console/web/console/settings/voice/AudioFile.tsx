import { ActionIcon, Button, FileButton, Group, Progress, Text, Tooltip } from "@mantine/core";
import { IconTrash, IconUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/time";
import { Player } from "./Player";
import css from "./Voice.module.css";
import { ACCEPTED, useAudioUpload, useFiles } from "./files";

interface Props {
  /** What the file is for; names the buttons. */
  label: string;
  file: string;
  onChange: (file: string) => void;
  disabled: boolean;
  testid: string;
}

/** The player of a chosen file, or the button that uploads one. */
export function AudioFile({ label, file, onChange, disabled, testid }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { known, loading } = useFiles();
  const sending = useAudioUpload((stored) => onChange(stored.id));
  const found = known.get(file);
  const problem = sending.problem;
  return (
    <div data-testid={testid}>
      {file && (
        <Group gap={6} wrap="nowrap">
          <div className={css.grow}>
            {found ? <Player key={found.url} src={found.url} name={found.name} /> : !loading && <Text size="sm" c="var(--p-bad)" role="alert">{t("voiceInbox.audio.gone")}</Text>}
          </div>
          {!disabled && <Tooltip label={t("voiceInbox.audio.remove")}><ActionIcon size="lg" aria-label={t("voiceInbox.audio.removeNamed", { label })} onClick={() => onChange("")}><IconTrash size={16} /></ActionIcon></Tooltip>}
        </Group>
      )}
      {!file && !disabled && (
        sending.part !== null
          ? <Progress value={sending.part * 100} size={4} my={10} aria-label={t("voiceInbox.audio.uploading", { label })} />
          : (
            <FileButton accept={ACCEPTED} onChange={(chosen) => chosen && sending.send(chosen)} inputProps={{ "aria-hidden": true, tabIndex: -1, "data-testid": `${testid}-input` } as object}>
              {(props) => <Button {...props} size="compact-sm" variant="subtle" color="gray" className={css.upload} leftSection={<IconUpload size={14} />} aria-label={t("voiceInbox.audio.uploadNamed", { label })}>{t("voiceInbox.audio.upload")}</Button>}
            </FileButton>
          )
      )}
      {problem && <Text size="xs" c="var(--p-bad)" mt={4} role="alert">{problem.detail ?? t(`voiceInbox.audio.problem.${problem.kind}`, { most: format.bytes(sending.most) })}</Text>}
    </div>
  );
}
