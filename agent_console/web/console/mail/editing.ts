import Image from "@tiptap/extension-image";
import { Placeholder } from "@tiptap/extensions";
import type { Extensions } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";
import { pictureAddress } from "./pictures";

/** A picture within the text. Only files of ours can be one: what is pasted from elsewhere is left out. */
const Picture = Image.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      src: { default: null, parseHTML: (el) => pictureAddress(el.getAttribute("data-file") ?? "") ?? el.getAttribute("src") },
      file: {
        default: null,
        parseHTML: (el) => el.getAttribute("data-file"),
        renderHTML: (attributes) => (attributes.file ? { "data-file": String(attributes.file) } : {}),
      },
    };
  },
  parseHTML: () => [{ tag: "img[data-file]" }],
}).configure({ inline: true });

/** What a letter may hold: what mail programs show alike. */
export const extensions = (placeholder: () => string): Extensions => [
  StarterKit.configure({
    heading: false, code: false, codeBlock: false, horizontalRule: false, strike: false,
    link: { openOnClick: false, autolink: true, linkOnPaste: true, defaultProtocol: "https" },
  }),
  Picture,
  Placeholder.configure({ placeholder }),
];
