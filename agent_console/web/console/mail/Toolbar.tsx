import { RichTextEditor, type RichTextEditorLabels } from "@mantine/tiptap";
import { IconPhoto } from "@tabler/icons-react";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import css from "./Composer.module.css";

/** The words of the editor's buttons in the language of the screen. */
export function useEditorLabels(): Partial<RichTextEditorLabels> {
  const { t } = useTranslation();
  return useMemo(() => ({
    boldControlLabel: t("mail.format.bold"), italicControlLabel: t("mail.format.italic"), underlineControlLabel: t("mail.format.underline"),
    bulletListControlLabel: t("mail.format.bullets"), orderedListControlLabel: t("mail.format.numbers"), blockquoteControlLabel: t("mail.format.quote"),
    linkControlLabel: t("mail.format.link"), unlinkControlLabel: t("mail.format.unlink"), clearFormattingControlLabel: t("mail.format.clear"),
    linkEditorInputLabel: t("mail.format.linkAddress"), linkEditorInputPlaceholder: "https://", linkEditorSave: t("common.save"),
    linkEditorExternalLink: t("mail.format.newTab"), linkEditorInternalLink: t("mail.format.sameTab"),
  }), [t]);
}

/** Formatting, and a picture within the text. */
export function Toolbar({ onPictures }: { onPictures: (files: File[]) => void }) {
  const { t } = useTranslation();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <RichTextEditor.Toolbar className={css.toolbar} role="toolbar" aria-label={t("mail.format.label")} data-testid="mail-toolbar">
      <RichTextEditor.Bold /><RichTextEditor.Italic /><RichTextEditor.Underline />
      <span className={css.gap} />
      <RichTextEditor.BulletList /><RichTextEditor.OrderedList /><RichTextEditor.Blockquote />
      <span className={css.gap} />
      <RichTextEditor.Link />
      <RichTextEditor.Control onClick={() => picker.current?.click()} aria-label={t("mail.format.picture")} title={t("mail.format.picture")}><IconPhoto size={16} stroke={1.5} /></RichTextEditor.Control>
      <RichTextEditor.ClearFormatting />
      <input ref={picker} type="file" accept="image/png,image/jpeg,image/gif,image/webp" multiple hidden data-testid="mail-pictures" onChange={(event) => {
        onPictures([...(event.currentTarget.files ?? [])]);
        event.currentTarget.value = "";
      }} />
    </RichTextEditor.Toolbar>
  );
}
