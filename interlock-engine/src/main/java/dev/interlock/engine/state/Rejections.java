package dev.interlock.engine.state;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Links;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What people rejected, as long as it sticks: to the action, whatever task it is asked for in, and to everybody who is not
 * independent of the one who asked. Holds no more than was rejected within that time.
 */
public final class Rejections {

    /**
     * @param held the call that was rejected
     * @param answer number of the rejection
     * @param timeMillis when it was recorded
     */
    public record Rejection(Event.CallHeld held, long answer, long timeMillis) {}

    /** A call without its task and intent, and whatever the versions of its objects are. */
    private record Action(String tool, String argumentsDigest, List<Key> objects) {
        static Action of(CallFacts facts) {
            return new Action(facts.tool(), facts.argumentsDigest(), List.copyOf(new TreeSet<>(facts.objects())));
        }
    }

    private final long stickMillis;
    /** In the order of their numbers, and so of their times. */
    private final ArrayDeque<Rejection> all = new ArrayDeque<>();

    private final Map<Action, List<Rejection>> byAction = new HashMap<>();

    Rejections(long stickMillis) {
        this.stickMillis = stickMillis;
    }

    /** The latest rejection of the action that sticks to this actor, if one does. */
    public @Nullable Rejection sticking(CallFacts facts, Actor actor, Collection<String> level, Links links, long now) {
        if (all.isEmpty()) {
            return null;
        }
        for (Rejection rejection :
                byAction.getOrDefault(Action.of(facts), List.of()).reversed()) {
            if (!isOver(rejection, now)
                    && !links.independent(actor, rejection.held().actor(), level)) {
                return rejection;
            }
        }
        return null;
    }

    private boolean isOver(Rejection rejection, long now) {
        return rejection.timeMillis() <= now - stickMillis;
    }

    void add(Rejection rejection) {
        while (!all.isEmpty() && isOver(all.getFirst(), rejection.timeMillis())) {
            Action over = Action.of(all.removeFirst().held().facts());
            byAction.computeIfPresent(over, (action, list) -> {
                list.removeFirst();
                return list.isEmpty() ? null : list;
            });
        }
        all.add(rejection);
        byAction.computeIfAbsent(Action.of(rejection.held().facts()), action -> new ArrayList<>(1))
                .add(rejection);
    }

    Collection<Rejection> all() {
        return all;
    }
}
