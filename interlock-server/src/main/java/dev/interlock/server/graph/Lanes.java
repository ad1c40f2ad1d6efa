package dev.interlock.server.graph;

import dev.interlock.server.graph.Picture.Call;
import dev.interlock.server.graph.Picture.Frame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Tasks and their calls over time, a lane for each.
 *
 * @param lanes the tasks, in the order in which they were opened
 * @param answers what people answered to calls that waited
 * @param clashes conflicts among the calls
 * @param idle how many live tasks of an agent are left out because they did nothing, by its name
 * @param fromMillis what was before is not shown
 * @param nowMillis the time at the right end
 */
public record Lanes(
        String title,
        String description,
        List<Lane> lanes,
        List<Answer> answers,
        List<Clash> clashes,
        Map<String, Integer> idle,
        long fromMillis,
        long nowMillis) {

    /** The most lanes that tasks have of their own; beyond it agents have. */
    public static final int MOST = 12;

    public Lanes {
        lanes = List.copyOf(lanes);
        answers = List.copyOf(answers);
        clashes = List.copyOf(clashes);
        idle = Map.copyOf(idle);
    }

    /** A lane: a task, and when it ended. */
    public record Lane(Frame frame, OptionalLong endedMillis) {}

    /** What a person answered to a call that waited. */
    public record Answer(String call, long timeMillis, String by, boolean approved) {}

    /** A conflict: the call that was made before, the calls that were stopped for it, and the object between them. */
    public record Clash(String earlier, List<String> stopped, String object) {
        public Clash {
            stopped = List.copyOf(stopped);
        }
    }

    /**
     * A lane as it is drawn.
     *
     * @param ref what it stands for
     * @param name its name, and what stands below
     * @param parent the place of the lane of the task above; negative where there is none
     */
    public record Row(
            Ref ref,
            String name,
            String id,
            String about,
            int parent,
            long opened,
            OptionalLong ended,
            List<Call> calls) {
        public Row {
            calls = List.copyOf(calls);
        }
    }

    /** The lanes that are drawn: one for each task, or, where these are too many, one for each agent. */
    public List<Row> rows() {
        List<Row> rows = lanes.size() <= MOST ? each() : agents();
        return rows.size() <= MOST ? rows : rows.subList(rows.size() - MOST, rows.size());
    }

    /** The number of agents that have no lane. */
    public int more() {
        return lanes.size() <= MOST ? 0 : Math.max(0, agents().size() - MOST);
    }

    /** The number of live tasks that have no lane because they did nothing; none where agents have lanes, which count them. */
    public int idleTasks() {
        return lanes.size() <= MOST
                ? idle.values().stream().mapToInt(count -> count).sum()
                : 0;
    }

    private List<Row> each() {
        var ordered = new ArrayList<Lane>();
        for (Lane lane : lanes) {
            if (lanes.stream().noneMatch(other -> isPart(lane, other))) {
                below(lane, ordered);
            }
        }
        var rows = new ArrayList<Row>();
        for (Lane lane : ordered) {
            Frame frame = lane.frame();
            int parent = -1;
            for (int i = 0; i < rows.size(); i++) {
                parent = isPart(lane, ordered.get(i)) ? i : parent;
            }
            String whom = frame.opener().isEmpty() ? "" : (frame.openerIsPerson() ? "for " : "by ") + frame.opener();
            rows.add(new Row(
                    Ref.task(frame.id()),
                    frame.agent(),
                    frame.id(),
                    whom,
                    parent,
                    frame.openedMillis(),
                    lane.endedMillis(),
                    frame.calls()));
        }
        return rows;
    }

    private void below(Lane lane, List<Lane> ordered) {
        if (!ordered.contains(lane)) {
            ordered.add(lane);
            lanes.stream().filter(part -> isPart(part, lane)).forEach(part -> below(part, ordered));
        }
    }

    private static boolean isPart(Lane lane, Lane of) {
        return lane.frame().parent().filter(of.frame().id()::equals).isPresent();
    }

    /** One lane for each agent, those that acted last at the end. */
    private List<Row> agents() {
        Map<String, List<Lane>> agents = new LinkedHashMap<>();
        lanes.forEach(lane -> agents.computeIfAbsent(lane.frame().agent(), name -> new ArrayList<>())
                .add(lane));
        return agents.entrySet().stream()
                .map(agent -> agent(agent.getKey(), agent.getValue(), idle.getOrDefault(agent.getKey(), 0)))
                .sorted(Comparator.comparingLong(row -> row.calls().isEmpty()
                        ? row.opened()
                        : row.calls().getLast().timeMillis()))
                .toList();
    }

    private static Row agent(String name, List<Lane> tasks, int others) {
        List<Call> calls = tasks.stream()
                .flatMap(lane -> lane.frame().calls().stream())
                .sorted(Comparator.comparingLong(Call::timeMillis))
                .toList();
        int count = tasks.size() + others;
        boolean live =
                others > 0 || tasks.stream().anyMatch(lane -> lane.endedMillis().isEmpty());
        return new Row(
                Ref.party(name),
                name,
                "",
                count == 1 ? "1 task" : count + " tasks",
                -1,
                tasks.stream()
                        .mapToLong(lane -> lane.frame().openedMillis())
                        .min()
                        .orElse(0),
                live
                        ? OptionalLong.empty()
                        : tasks.stream()
                                .mapToLong(lane -> lane.endedMillis().orElse(0))
                                .max(),
                calls);
    }
}
