import { Button, Popover, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/time";
import { Attachments } from "../timeline/Attachments";
import css from "./Mail.module.css";
import type { Shown } from "./types";

/** So many files are shown at first. */
const SHOWN_FILES = 12;

/** Files to be had: dangerous ones ask first, and many are folded. */
export function FileList({ files: given }: { files: readonly Shown[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [all, setAll] = useState(false);
  // Dangerous ones first: they are not to hide behind the fold.
  const ordered = [...given].sort((a, b) => Number(!!b.warning) - Number(!!a.warning));
  const folds = !all && ordered.length > SHOWN_FILES + 2;
  const files = folds ? ordered.slice(0, SHOWN_FILES) : ordered;
  const harmless = files.filter((one) => !one.warning).map((one) => one.file);
  const risky = files.filter((one) => one.warning);
  return (
    <>
      <Attachments files={harmless} />
      {risky.length > 0 && <div className={css.risky}>{risky.map((one) => <Dangerous key={one.file.id} one={one} />)}</div>}
      {folds && (
        <button type="button" className={css.more} onClick={() => setAll(true)} data-testid="mail-more-files">
          {t("mail.moreFiles", { count: ordered.length - SHOWN_FILES, n: format.number(ordered.length - SHOWN_FILES) })}
        </button>
      )}
    </>
  );
}

/** A file that may do harm: what is wrong with it is said before it can be had. */
function Dangerous({ one }: { one: Shown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [asked, setAsked] = useState(false);
  return (
    <Popover opened={asked} onChange={setAsked} position="top-start" width={320} shadow="md" trapFocus returnFocus withRoles={false}>
      <Popover.Target>
        <button type="button" className={css.danger} aria-expanded={asked} onClick={() => setAsked(!asked)} data-testid="mail-dangerous">
          <IconAlertTriangle size={17} aria-hidden />
          <span dir="auto">{one.file.name}</span><small>{format.bytes(one.file.size)}</small>
        </button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t("mail.dangerous")}>
        <Text size="sm" fw={600}>{t("mail.dangerous")}</Text>
        <Text size="sm" mt={4} dir="auto">{one.warning}</Text>
        <Button component="a" href={one.file.url} download={one.file.name} size="compact-sm" color="red" variant="light" mt="sm" onClick={() => setAsked(false)}>{t("mail.downloadAnyway")}</Button>
      </Popover.Dropdown>
    </Popover>
  );
}
