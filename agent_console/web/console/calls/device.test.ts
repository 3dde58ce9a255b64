import { beforeEach, describe, expect, test, vi } from "vitest";
import type { PhoneToken } from "../api/calls";
import { Problem } from "../api/problem";
import { type Device, type Line, type World, startPhone } from "./device";
import { phone, ringing, speaking } from "./phone";

class FakeLine implements Line {
  said: string[] = [];
  private listeners = new Map<string, (error?: object) => void>();
  constructor(readonly parameters: Record<string, string> = { CallSid: "CA1" }) {}
  accept = (): void => void this.said.push("accept");
  reject = (): void => void this.said.push("reject");
  disconnect = (): void => void this.said.push("disconnect");
  on = (event: string, listener: (error?: object) => void): unknown => this.listeners.set(event, listener);
  tell = (event: string, error?: object): void => this.listeners.get(event)?.(error);
}
class FakeDevice {
  tokens: string[] = [];
  registered = 0;
  destroyed = false;
  private listeners = new Map<string, (value?: unknown) => void>();
  register = async (): Promise<void> => void this.registered++;
  updateToken = (token: string): void => void this.tokens.push(token);
  destroy = (): void => void (this.destroyed = true);
  on = (event: string, listener: (value?: unknown) => void): unknown => this.listeners.set(event, listener);
  tell = (event: string, value?: unknown): void => this.listeners.get(event)?.(value);
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 0));
const stand = () => {
  const devices: FakeDevice[] = [];
  const tokens: string[] = [];
  const world = {
    mine: false,
    news: (): void => undefined,
    phoneOf: vi.fn(async () => ({ device: "browser" as "browser" | "sip", address: "" })),
    token: vi.fn(async (): Promise<PhoneToken> => ({ kind: "twilio", token: `t${tokens.push("t")}`, identity: "agent_me", expires_at: "2026-01-01T01:00:00Z" })),
    make: vi.fn(async (): Promise<Device> => {
      const made = new FakeDevice();
      devices.push(made);
      return made as unknown as Device;
    }),
    microphone: vi.fn(async () => "granted" as const),
    isMine: (): boolean => world.mine,
    onNews: (listener: () => void) => {
      world.news = listener;
      return () => undefined;
    },
  };
  return { world, devices, start: () => startPhone(world as unknown as World) };
};
const state = (): string => phone.get().state;

beforeEach(() => {
  ringing.set(null);
  speaking.set(null);
});

describe("where calls ring", () => {
  test("in this browser, once it is registered", async () => {
    const { devices, start } = stand();
    const end = start();
    expect(state()).toBe("starting");
    await settled();
    expect(devices[0]?.registered).toBe(1);
    devices[0]?.tell("registered");
    await settled();
    expect(state()).toBe("ready");
    devices[0]?.tell("unregistered");
    expect(state()).toBe("offline");
    end();
    expect(devices[0]?.destroyed).toBe(true);
    expect(state()).toBe("none");
  });

  test("on a SIP phone: nothing is loaded and nothing registered", async () => {
    const { world, start } = stand();
    world.phoneOf.mockResolvedValue({ device: "sip", address: "sip:me@pbx.example" });
    const end = start();
    await settled();
    expect(phone.get()).toMatchObject({ state: "sip", address: "sip:me@pbx.example" });
    expect(world.token).not.toHaveBeenCalled();
    expect(world.make).not.toHaveBeenCalled();
    end();
  });

  test("nowhere in a demo, which needs no SDK", async () => {
    const { world, start } = stand();
    world.token.mockResolvedValue({ kind: "simulated", identity: "agent_me" });
    const end = start();
    await settled();
    expect(state()).toBe("demo");
    expect(world.make).not.toHaveBeenCalled();
    end();
  });

  test("says what to do when there is no account, and does not go on asking", async () => {
    const { world, start } = stand();
    world.token.mockRejectedValue(new Problem(409, { detail: "There is no account.", remedy: "Ask an admin." }));
    const end = start();
    await settled();
    expect(phone.get()).toMatchObject({ state: "refused", detail: "There is no account.", remedy: "Ask an admin." });
    expect(world.token).toHaveBeenCalledOnce();
    end();
  });

  test("tries again after a lost network", async () => {
    vi.useFakeTimers();
    const { world, devices, start } = stand();
    world.phoneOf.mockRejectedValueOnce(new Problem(0, {}));
    const end = start();
    await vi.advanceTimersByTimeAsync(10);
    expect(state()).toBe("offline");
    await vi.advanceTimersByTimeAsync(1500);
    expect(devices).toHaveLength(1);
    end();
    vi.useRealTimers();
  });
});

test("a provider that does not answer is told of, while it is tried on", async () => {
  vi.useFakeTimers();
  const { devices, start } = stand();
  const end = start();
  await vi.advanceTimersByTimeAsync(5000);
  expect(state()).toBe("starting");
  await vi.advanceTimersByTimeAsync(2000);
  expect(state()).toBe("offline");
  devices[0]?.tell("registered");
  await vi.advanceTimersByTimeAsync(1);
  expect(state()).toBe("ready");
  end();
  vi.useRealTimers();
});

test("the token is renewed before it is over", async () => {
  const { devices, start } = stand();
  const end = start();
  await settled();
  devices[0]?.tell("tokenWillExpire");
  await settled();
  expect(devices[0]?.tokens).toEqual(["t2"]);
  end();
});

test("a microphone that is not allowed is told, also when a call finds it so", async () => {
  const { world, devices, start } = stand();
  world.microphone.mockResolvedValue("denied" as never);
  const end = start();
  await settled();
  devices[0]?.tell("registered");
  await settled();
  expect(state()).toBe("denied");
  world.microphone.mockResolvedValue("granted");
  devices[0]?.tell("registered");
  await settled();
  expect(state()).toBe("ready");
  const line = new FakeLine();
  devices[0]?.tell("incoming", line);
  line.tell("error", { code: 31_402 });
  expect(state()).toBe("no_microphone");
  end();
});

describe("a line that comes in", () => {
  const rung = async () => {
    const here = stand();
    const end = here.start();
    await settled();
    return { ...here, end, device: here.devices[0] };
  };

  test("is taken at once when it is the call that I accepted", async () => {
    const { world, device, end } = await rung();
    world.mine = true;
    const line = new FakeLine();
    device?.tell("incoming", line);
    expect(line.said).toEqual(["accept"]);
    expect(ringing.get()).toBeNull();
    speaking.get()?.hangUp();
    expect(line.said).toEqual(["accept", "disconnect"]);
    line.tell("disconnect");
    expect(speaking.get()).toBeNull();
    end();
  });

  test("is taken as soon as it is heard that I accepted it", async () => {
    const { world, device, end } = await rung();
    const line = new FakeLine();
    device?.tell("incoming", line);
    world.news();
    expect(line.said).toEqual([]);
    world.mine = true;
    world.news();
    world.news();
    expect(line.said).toEqual(["accept"]);
    end();
  });

  test("of a colleague waits for my yes or no, and goes when they give up", async () => {
    const { device, end } = await rung();
    const [first, second] = [new FakeLine(), new FakeLine({ CallSid: "CA2" })];
    device?.tell("incoming", first);
    ringing.get()?.reject();
    expect(first.said).toEqual(["reject"]);
    first.tell("reject");
    expect(ringing.get()).toBeNull();
    device?.tell("incoming", second);
    second.tell("cancel");
    expect(ringing.get()).toBeNull();
    expect(second.said).toEqual([]);
    end();
  });
});
