import { Link, RichTextEditor } from "@mantine/tiptap";
import "@mantine/tiptap/styles.css";
import { useEditor } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { useTranslation } from "react-i18next";
import mail from "./Email.module.css";

/** A small editor: letters bold, slanted or underlined, links, lists, and the name of who answers. */
export default function SignatureEditor({ value, onChange }: { value: string; onChange: (html: string) => void }) {
  const { t } = useTranslation();
  const editor = useEditor({
    extensions: [
      StarterKit.configure({ heading: false, blockquote: false, codeBlock: false, code: false, horizontalRule: false, link: false }),
      Link.configure({ openOnClick: false }),
    ],
    content: value,
    onUpdate: (event) => onChange(event.editor.getHTML()),
    editorProps: { attributes: { "aria-label": t("mailInbox.signature.title"), "aria-multiline": "true", role: "textbox", dir: "auto", "data-testid": "signature-editor" } },
  });
  const words = (name: string): string => t(`mailInbox.signature.${name}`);
  return (
    <RichTextEditor editor={editor} labels={{
      boldControlLabel: words("bold"), italicControlLabel: words("italic"), underlineControlLabel: words("underline"),
      bulletListControlLabel: words("list"), linkControlLabel: words("link"), unlinkControlLabel: words("unlink"),
      linkEditorInputLabel: words("linkAddress"), linkEditorInputPlaceholder: "https://example.com/", linkEditorSave: t("common.save"),
      linkEditorExternalLink: words("linkNewTab"), linkEditorInternalLink: words("linkSameTab"),
    }}>
      <RichTextEditor.Toolbar>
        <RichTextEditor.ControlsGroup><RichTextEditor.Bold /><RichTextEditor.Italic /><RichTextEditor.Underline /></RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup><RichTextEditor.Link /><RichTextEditor.Unlink /><RichTextEditor.BulletList /></RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Control w="auto" px={8} aria-label={words("agentHint")} title={words("agentHint")} onClick={() => editor?.chain().focus().insertContent("{agent}").run()}><bdi style={{ fontSize: 12.5 }}>{"{agent}"}</bdi></RichTextEditor.Control>
        </RichTextEditor.ControlsGroup>
      </RichTextEditor.Toolbar>
      <RichTextEditor.Content className={mail.editor ?? ""} />
    </RichTextEditor>
  );
}
