import { useQuery } from "@tanstack/react-query";
import { get } from "../api/http";
import type { QueueStats, Seat } from "../api/types";
import { learnQueues, learnSeats, queues, seats } from "../state/live";
import { useStore } from "../state/store";

interface Board { queues: QueueStats[]; seats: Seat[]; at: string }

/** The first picture by request, everything after it by push. */
export function useWallboard(): { queues: QueueStats[]; seats: Seat[]; loading: boolean; failed: boolean } {
  const first = useQuery({
    queryKey: ["wallboard"],
    queryFn: async ({ signal }) => {
      const board = await get<Board>("/wallboard", signal);
      learnQueues(board.queues);
      learnSeats(board.seats);
      return board.at;
    },
    staleTime: 0,
  });
  const byQueue = useStore(queues, (value) => value);
  const byAgent = useStore(seats, (value) => value);
  return {
    queues: [...byQueue.values()].sort((a, b) => b.waiting - a.waiting || a.queue.name.localeCompare(b.queue.name)),
    seats: [...byAgent.values()],
    loading: first.isPending,
    failed: first.isError,
  };
}
