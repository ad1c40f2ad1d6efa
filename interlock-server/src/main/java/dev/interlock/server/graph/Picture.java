package dev.interlock.server.graph;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a picture shows, free of any door: tasks with their calls, the objects that these are about, and the conflict among them.
 * Texts stand in it as they were recorded; whoever draws it bounds and escapes them.
 *
 * @param title what it is a picture of
 * @param description the same in whole sentences, for those who cannot see it
 * @param frames the tasks, in the order in which they were opened
 * @param cards the objects
 * @param edges how calls and objects hang together
 * @param conflict the ring, where there is one
 * @param chosen the id of the call, or of the task, that it is about: what came after that is faint; empty for all that there is
 */
public record Picture(
        String title,
        String description,
        List<Frame> frames,
        List<Card> cards,
        List<Edge> edges,
        Optional<Conflict> conflict,
        Optional<String> chosen) {

    /** The most frames, calls and cards that are drawn; of what is beyond there are counts. */
    public static final int MOST = 60;

    public Picture {
        frames = List.copyOf(frames);
        cards = List.copyOf(cards);
        edges = List.copyOf(edges);
    }

    /**
     * How many more calls were made in a task than are told of it.
     *
     * @param earlier before these
     * @param later after these
     */
    public record More(int earlier, int later) {}

    /**
     * A task.
     *
     * @param id its id, as in {@code t-12}
     * @param opener who asked for it; empty where nobody did
     * @param openerIsPerson whether that is a person; else it is the agent of the task above
     * @param parent the id of the task above
     * @param calls its calls, in their order
     * @param earlier how many calls were made in it before these
     * @param later how many were made after these
     * @param ended whether it is over
     * @param credentials the names of credentials that its agent was lent in it
     */
    public record Frame(
            String id,
            String intent,
            String instruction,
            String agent,
            String opener,
            boolean openerIsPerson,
            Optional<String> parent,
            long openedMillis,
            List<Call> calls,
            int earlier,
            int later,
            boolean ended,
            List<String> credentials) {
        public Frame {
            calls = List.copyOf(calls);
            credentials = List.copyOf(credentials);
        }

        /** This task with these calls alone. */
        Frame with(List<Call> others) {
            return new Frame(
                    id,
                    intent,
                    instruction,
                    agent,
                    opener,
                    openerIsPerson,
                    parent,
                    openedMillis,
                    others,
                    earlier,
                    later,
                    ended,
                    credentials);
        }

        /** This task, in which more calls were made than it has here. */
        Frame with(More more) {
            return new Frame(
                    id,
                    intent,
                    instruction,
                    agent,
                    opener,
                    openerIsPerson,
                    parent,
                    openedMillis,
                    calls,
                    more.earlier(),
                    more.later(),
                    ended,
                    credentials);
        }

        /** The number of its calls, with those that are not here. */
        int all() {
            return earlier + calls.size() + later;
        }
    }

    /**
     * A call.
     *
     * @param id its id, as in {@code c-17}
     * @param does its duty or tool in a word
     * @param tool the tool
     */
    public record Call(String id, long timeMillis, Verdict verdict, String agent, String does, String tool) {}

    /**
     * An object.
     *
     * @param id its key, as in {@code vendor/42}
     * @param about what is known of it, in a few words; may be empty
     */
    public record Card(String id, String about) {

        /** The name that people read; a key that stands for all of its kind says so. */
        String name() {
            return id.endsWith("/*") ? "every " + id.substring(0, id.length() - 2) : id;
        }
    }

    /** How two things hang together. */
    public record Edge(Ref from, Ref to, Kind kind) {

        /** The kinds of edges. That people instruct agents, and that tasks are parts of tasks, stands in the frames. */
        public enum Kind {
            TOUCHES,
            BELONGS_TO
        }
    }

    /** This picture, with the numbers of further calls by the ids of their tasks. */
    Picture with(Map<String, More> more) {
        List<Frame> counted = frames.stream()
                .map(frame -> more.containsKey(frame.id()) ? frame.with(more.get(frame.id())) : frame)
                .toList();
        return new Picture(title, description, counted, cards, edges, conflict, chosen);
    }

    /** This picture, drawn as tasks also where there is a conflict. */
    public Picture withoutRing() {
        return new Picture(title, description, frames, cards, edges, Optional.empty(), chosen);
    }

    /** Returns whether the call or task of this id came after what the picture is about. */
    boolean isLater(String id) {
        return chosen.filter(moment -> number(id) > number(moment)).isPresent();
    }

    /** The place of a call or task in the record, which is the number in its id. */
    static long number(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }

    /** The frame with the id. */
    Optional<Frame> frame(String id) {
        return frames.stream().filter(frame -> frame.id().equals(id)).findFirst();
    }

    /** The frame in which the call was made. */
    Optional<Frame> frameOf(String call) {
        return frames.stream()
                .filter(frame -> frame.calls().stream().anyMatch(c -> c.id().equals(call)))
                .findFirst();
    }

    /** The card of the object. */
    Optional<Card> card(String id) {
        return cards.stream().filter(card -> card.id().equals(id)).findFirst();
    }
}
