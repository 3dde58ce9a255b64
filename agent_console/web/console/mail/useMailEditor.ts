import { type Editor, useEditor } from "@tiptap/react";
import { useEffect, useRef, useState } from "react";
import { Problem } from "../api/problem";
import { upload } from "../api/upload";
import { tellProblem } from "../parts/notify";
import { extensions } from "./editing";
import { rememberPicture } from "./pictures";
import { wordsOf } from "./words";
import { isPlain } from "./written";

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
export const isPicture = (file: File): boolean => PICTURES.has(file.type);

interface Options {
  initial: string;
  label: string;
  placeholder: string;
  maxBytes: number;
  testId: string;
  onChange: (html: string, text: string) => void;
  /** Returns whether the key was taken. */
  onKey: (event: KeyboardEvent, editor: Editor) => boolean;
  /** Files that are no pictures. */
  onFiles: (files: File[]) => void;
  onBlur?: () => void;
}

/** An editor for letters: formatting, and pictures that are uploaded where they are pasted or dropped. */
export function useMailEditor(options: Options): { editor: Editor; uploading: number; addPictures: (files: File[]) => void } {
  const latest = useRef(options);
  useEffect(() => void (latest.current = options));
  const [uploading, setUploading] = useState(0);
  const here = useRef<Editor | null>(null);

  const addPicture = async (file: File): Promise<void> => {
    if (file.size > latest.current.maxBytes) return latest.current.onFiles([file]);
    setUploading((count) => count + 1);
    try {
      const stored = await upload(file, () => undefined, new AbortController().signal);
      rememberPicture(stored.id, stored.url);
      here.current?.chain().focus().insertContent({ type: "image", attrs: { src: stored.url, file: stored.id, alt: stored.name } }).run();
    } catch (error) {
      tellProblem(error instanceof Problem ? error : new Problem(0, { code: "offline" }));
    } finally {
      setUploading((count) => count - 1);
    }
  };
  const addPictures = (files: File[]): void => files.forEach((file) => void addPicture(file));
  const take = (files: File[]): void => {
    addPictures(files.filter(isPicture));
    const others = files.filter((file) => !isPicture(file));
    if (others.length > 0) latest.current.onFiles(others);
  };

  const editor = useEditor({
    extensions: extensions(() => latest.current.placeholder),
    content: options.initial,
    textDirection: "auto",
    shouldRerenderOnTransaction: true,
    editorProps: {
      attributes: () => ({ role: "textbox", "aria-multiline": "true", "aria-label": latest.current.label, "data-testid": latest.current.testId }),
      handleKeyDown: (_, event) => here.current !== null && latest.current.onKey(event, here.current),
      handlePaste: (_, event) => {
        const files = [...(event.clipboardData?.files ?? [])];
        // Office programs put a picture of what they copied beside its text: the text is meant.
        if (files.length === 0 || event.clipboardData?.getData("text/plain").trim()) return false;
        take(files);
        return true;
      },
      handleDrop: (_, event) => {
        const files = [...(event.dataTransfer?.files ?? [])];
        if (files.length === 0) return false;
        take(files);
        return true;
      },
    },
    onUpdate: ({ editor: changed }) => latest.current.onChange(changed.isEmpty ? "" : changed.getHTML(), wordsOf(changed.getJSON())),
    onBlur: () => latest.current.onBlur?.(),
  });
  useEffect(() => void (here.current = editor), [editor]);
  return { editor, uploading, addPictures };
}

/** What stands before the caret in its paragraph, and where that begins. A picture or a line break counts as one. */
export function beforeCaret(editor: Editor): { text: string; start: number } {
  const { $from, empty } = editor.state.selection;
  if (!empty) return { text: "", start: $from.pos };
  return { text: $from.parent.textBetween(0, $from.parentOffset, "\n", "\n"), start: $from.start() };
}

/** Puts ready-made words in the place of what stands between two positions. */
export function insertWords(editor: Editor, from: number, to: number, words: string): void {
  const lines = words.replace(/\r\n?/g, "\n");
  const chain = editor.chain().focus().deleteRange({ from, to });
  if (!lines.includes("\n")) return void chain.insertContentAt(from, { type: "text", text: lines }).run();
  const content = lines.split(/\n{2,}/).map((block) => ({
    type: "paragraph",
    content: block.split("\n").flatMap((line, i) => [...(i > 0 ? [{ type: "hardBreak" }] : []), ...(line ? [{ type: "text", text: line }] : [])]),
  }));
  chain.insertContentAt(from, content).run();
}

/** Whether there is anything to send in a letter's words. */
export const isEmptyLetter = (html: string, text: string): boolean => text.trim() === "" && (html === "" || isPlain(html));
