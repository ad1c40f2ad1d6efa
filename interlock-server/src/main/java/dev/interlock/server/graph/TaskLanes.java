package dev.interlock.server.graph;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.graph.Lanes.Answer;
import dev.interlock.server.graph.Lanes.Clash;
import dev.interlock.server.graph.Lanes.Lane;
import dev.interlock.server.graph.Picture.Call;
import dev.interlock.server.render.Ids;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * Reads what was recorded within some time into lanes: those of the tasks that did something, and of live ones as far as there is room. For
 * one question, by one thread.
 */
public final class TaskLanes {

    private final long fromMillis;
    private final long nowMillis;
    private final List<Live> live = new ArrayList<>();
    private final Map<Long, Recorded> openings = new HashMap<>();
    private final Map<Long, Long> ends = new HashMap<>();
    private final Map<Long, List<Recorded>> calls = new LinkedHashMap<>();
    private final Map<Long, Settlement> outcomes = new HashMap<>();
    private final List<Answer> answers = new ArrayList<>();
    private final HeldVerdicts held;
    private final Map<String, Clash> clashes = new LinkedHashMap<>();
    private final Set<Long> active = new LinkedHashSet<>();

    /**
     * A task that has not ended.
     *
     * @param lastMillis when it did something last
     */
    public record Live(Event.TaskOpened opened, long openedMillis, long lastMillis) {}

    /**
     * @param fromMillis what was before is not shown
     * @param approved tells of an open hold whether it has all the approvals that it needs
     */
    public TaskLanes(long fromMillis, long nowMillis, LongPredicate approved) {
        this.held = new HeldVerdicts(approved);
        this.fromMillis = fromMillis;
        this.nowMillis = nowMillis;
    }

    /** Takes a task that has not ended. */
    public void live(Live task) {
        live.add(task);
    }

    /** Takes what was recorded, in its order. */
    public void read(Recorded recorded) {
        if (recorded.timeMillis() < fromMillis) {
            return;
        }
        held.read(recorded);
        switch (recorded.event()) {
            case Event.TaskOpened opened -> {
                openings.put(opened.task(), recorded);
                active.add(opened.task());
            }
            case Event.TaskEnded ended -> {
                ends.put(ended.task(), recorded.timeMillis());
                active.add(ended.task());
            }
            case Event.CallDecided call -> call(call, recorded);
            case Event.CallSettled settled -> outcomes.put(settled.call(), settled.settlement());
            case Event.CallConfirmed confirmed -> outcomes.put(confirmed.call(), confirmed.settlement());
            case Event.CallReconciled reconciled -> outcomes.put(reconciled.call(), reconciled.settlement());
            case Event.HoldAnswered answer ->
                answers.add(new Answer(
                        Ids.call(answer.hold()),
                        recorded.timeMillis(),
                        answer.by().name(),
                        answer.approved()));
            default -> {} // nothing else stands in a lane
        }
    }

    private void call(Event.CallDecided call, Recorded recorded) {
        if (call.task() == 0) {
            return;
        }
        active.add(call.task());
        calls.computeIfAbsent(call.task(), task -> new ArrayList<>()).add(recorded);
        clash(call)
                .ifPresent(clash -> clashes.merge(clash.earlier() + " " + clash.object(), clash, TaskLanes::together));
    }

    private static Optional<Clash> clash(Event.CallDecided call) {
        return call.findings().stream()
                .filter(ConflictPicture::isRing)
                .filter(finding -> !finding.witnesses().isEmpty())
                .findFirst()
                .map(finding -> new Clash(
                        Ids.call(finding.witnesses().getFirst().call()),
                        List.of(Ids.call(call.call())),
                        object(finding)));
    }

    private static String object(Finding finding) {
        return finding.key().map(Object::toString).orElse("everything");
    }

    private static Clash together(Clash one, Clash other) {
        var stopped = new ArrayList<>(one.stopped());
        stopped.addAll(other.stopped());
        return new Clash(one.earlier(), stopped, one.object());
    }

    /**
     * The lanes of what was read.
     *
     * @param events the recorded event of a number, for tasks that were opened before the time shown and have ended
     */
    public Lanes lanes(LongFunction<Recorded> events) {
        Set<Long> shown = shown();
        Map<Long, Live> going = live.stream()
                .filter(task -> shown.contains(task.opened().task()))
                .collect(Collectors.toMap(task -> task.opened().task(), task -> task));
        var reading = new Reading(held::of);
        shown.stream().sorted().forEach(task -> frame(task, Optional.ofNullable(going.get(task)), reading, events));
        List<Lane> lanes = reading.frames().stream()
                .map(frame -> {
                    long task = Picture.number(frame.id());
                    return new Lane(frame, end(task, going.containsKey(task)));
                })
                .toList();
        long open = lanes.stream().filter(lane -> lane.endedMillis().isEmpty()).count();
        return new Lanes(
                "Tasks and their calls over time",
                lanes.size() + (lanes.size() == 1 ? " task" : " tasks") + " in the order they were opened, "
                        + open + " of them live; " + clashes.size()
                        + (clashes.size() == 1 ? " conflict." : " conflicts."),
                lanes,
                answers,
                List.copyOf(clashes.values()),
                idle(shown),
                fromMillis,
                nowMillis);
    }

    /** The tasks that did something, and with these the live ones that acted last, as far as there is room. */
    private Set<Long> shown() {
        var shown = new LinkedHashSet<>(active);
        int room = Lanes.MOST - shown.size();
        if (room > 0) {
            live.stream()
                    .filter(task -> !active.contains(task.opened().task()))
                    .sorted(Comparator.comparingLong(Live::lastMillis).reversed())
                    .limit(room)
                    .forEach(task -> shown.add(task.opened().task()));
        }
        return shown;
    }

    private void frame(long task, Optional<Live> live, Reading reading, LongFunction<Recorded> events) {
        List<Call> made = calls.getOrDefault(task, List.of()).stream()
                .map(call -> reading.call(call, Optional.ofNullable(outcomes.get(call.seq()))))
                .toList();
        if (live.isPresent()) {
            reading.frame(live.get().opened(), live.get().openedMillis(), made, false, List.of());
        } else {
            Recorded opening = openings.containsKey(task) ? openings.get(task) : events.apply(task);
            reading.frame((Event.TaskOpened) opening.event(), opening.timeMillis(), made, true, List.of());
        }
    }

    /** When a task ended: one that is not live and whose end was not read has ended since. */
    private OptionalLong end(long task, boolean live) {
        Long end = ends.get(task);
        return end != null ? OptionalLong.of(end) : live ? OptionalLong.empty() : OptionalLong.of(nowMillis);
    }

    private Map<String, Integer> idle(Set<Long> shown) {
        Map<String, Integer> counts = new HashMap<>();
        live.stream()
                .filter(task -> !shown.contains(task.opened().task()))
                .forEach(task -> counts.merge(task.opened().agent(), 1, Integer::sum));
        return counts;
    }
}
