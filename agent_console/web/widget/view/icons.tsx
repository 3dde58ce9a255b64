import type { ComponentChildren, VNode } from "preact";

function icon(children: ComponentChildren): VNode {
  return (
    <svg
      viewBox="0 0 24 24"
      width="22"
      height="22"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export const Bubble = (): VNode =>
  icon(
    <>
      <path d="M12 4c-5 0-8.5 3-8.5 7 0 2 .9 3.7 2.3 5L5 20l4.4-1.6c.8.2 1.7.3 2.6.3 5 0 8.5-3 8.5-7.2S17 4 12 4Z" />
      <path d="M8.5 11.4h.01M12 11.4h.01M15.5 11.4h.01" stroke-width="2.4" />
    </>,
  );
export const Down = (): VNode => icon(<path d="m6 9.5 6 6 6-6" />);
export const Cross = (): VNode => icon(<path d="M6.5 6.5l11 11M17.5 6.5l-11 11" />);
export const Leave = (): VNode =>
  icon(<path d="M13.5 4.5h-7v15h7M10.5 12h9.5m-3.5-3.5 3.5 3.5-3.5 3.5" />);
export const Envelope = (): VNode =>
  icon(
    <>
      <rect x="3.5" y="5.5" width="17" height="13" rx="2" />
      <path d="m4 7 8 6 8-6" />
    </>,
  );
export const Clip = (): VNode =>
  icon(
    <path d="m19 11.5-7.3 7.1a4.3 4.3 0 0 1-6.1-6.1l7.6-7.4a2.9 2.9 0 0 1 4.1 4.1l-7.4 7.2a1.4 1.4 0 0 1-2-2l6.7-6.5" />,
  );
export const Smile = (): VNode =>
  icon(
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M8.5 14.2c.8 1.2 2 1.9 3.5 1.9s2.7-.7 3.5-1.9M9 9.6h.01M15 9.6h.01" />
    </>,
  );
export const Plane = (): VNode => icon(<path d="M20 4 10.5 13.5M20 4l-6 16-3.5-6.5L4 10Z" />);
export const Paper = (): VNode =>
  icon(<path d="M13.5 3.5h-7v17h11v-13Zm0 0v4h4M9.5 12h5m-5 3.5h5" />);
