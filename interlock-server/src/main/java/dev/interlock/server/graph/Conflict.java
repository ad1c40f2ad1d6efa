package dev.interlock.server.graph;

import java.util.List;
import java.util.Optional;

/**
 * A conflict as a closed ring: two duties, the objects between them, and the attribute in which the parties are one.
 *
 * @param earlier the call that was made before, and its duty
 * @param later the call that was decided, and its duty
 * @param objects the ids of the objects on the ring, from that of the earlier call to that of the later one: at most three, and none where
 *     the rule is about everything
 * @param between the id of the object on which both duties lie; empty where the rule is about everything
 * @param join how the objects hang together, as in {@code belongs to}
 * @param bond why the parties count as one, in a few words
 * @param steps the story in four steps
 * @param rule the id of the rule
 * @param also other rules that say the same, each with its object where that is another one
 */
public record Conflict(
        Side earlier,
        Side later,
        List<String> objects,
        String between,
        String join,
        String bond,
        List<Step> steps,
        String rule,
        List<String> also) {

    public Conflict {
        objects = List.copyOf(objects);
        steps = List.copyOf(steps);
        also = List.copyOf(also);
    }

    /**
     * One of the two duties.
     *
     * @param call the call that carried it
     * @param task the id of its task; empty where it was in none
     */
    public record Side(Picture.Call call, Optional<String> task, String duty) {}

    /** A step of the story: a sentence, and what stands beside it. */
    public record Step(String sentence, String detail) {}
}
