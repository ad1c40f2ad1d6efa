package dev.interlock.server.console.page.thing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Seen;
import dev.interlock.server.console.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who did which duty on an object: a column for each party, those that count as one beside each other.
 *
 * @param days for how long it looks back
 * @param groups the columns together, where some of them count as one party
 * @param parties the columns
 * @param rows the duties
 * @param further how many parties have no column
 */
public record Matrix(int days, List<Group> groups, List<Column> parties, List<Row> rows, int further) {

    /** The most columns: a table with more is not read. */
    private static final int MOST_COLUMNS = 8;

    private static final int MOST_ROWS = 40;

    /** The most calls in one cell. */
    private static final int MOST_CALLS = 4;

    /**
     * Columns beside each other.
     *
     * @param one whether their parties count as one
     */
    public record Group(int width, boolean one, String words) {}

    /** A party. */
    public record Column(String name, Text shown, String place, boolean one) {}

    /**
     * A duty.
     *
     * @param hot whether it excludes another one that was done or tried here
     */
    public record Row(String duty, boolean hot, List<Cell> cells) {}

    /**
     * What one party did.
     *
     * @param further how many calls are not shown
     */
    public record Cell(List<Call> calls, int further, boolean hot) {}

    /** A call in a cell. */
    public record Call(String id, String place, String icon, String word) {}

    /** @param exclusive duties that exclude each other */
    static Matrix of(JsonNode view, Set<String> exclusive) {
        Map<String, Set<String>> same = same(view.path("levels"));
        List<List<String>> groups = groups(Nodes.texts(view, "parties"), same);
        var columns = new ArrayList<Column>();
        var widths = new ArrayList<Group>();
        int further = 0;
        boolean compared = !same.isEmpty();
        int apart = 0;
        for (List<String> group : groups) {
            List<String> shown = group.subList(0, Math.min(group.size(), MOST_COLUMNS - columns.size()));
            further += group.size() - shown.size();
            boolean one = group.size() > 1;
            shown.forEach(name -> columns.add(new Column(name, Text.of(name, 60), Places.party(name), one)));
            if (one && !shown.isEmpty()) {
                widths.add(new Group(shown.size(), true, words(group, same, view.path("levels"))));
            } else {
                apart += shown.size();
            }
        }
        if (compared && apart > 0) {
            widths.add(new Group(apart, false, "independent"));
        }
        List<Row> rows = Nodes.list(view.path("rows"), row -> row(row, columns, exclusive));
        return new Matrix(
                view.path("days").asInt(),
                compared ? List.copyOf(widths) : List.of(),
                List.copyOf(columns),
                rows.subList(0, Math.min(MOST_ROWS, rows.size())),
                further);
    }

    /** By party those that count as one with it, at some level by which a rule compares them. */
    private static Map<String, Set<String>> same(JsonNode levels) {
        var same = new TreeMap<String, Set<String>>();
        for (JsonNode level : levels) {
            for (JsonNode pair : level.path("one")) {
                List<String> two = Nodes.texts(pair, "parties");
                if (two.size() == 2) {
                    same.computeIfAbsent(two.get(0), any -> new LinkedHashSet<>())
                            .add(two.get(1));
                    same.computeIfAbsent(two.get(1), any -> new LinkedHashSet<>())
                            .add(two.get(0));
                }
            }
        }
        return same;
    }

    /** The parties that hang together by pairs that count as one, those first; then the others, each alone. */
    private static List<List<String>> groups(List<String> parties, Map<String, Set<String>> same) {
        var together = new ArrayList<List<String>>();
        var alone = new ArrayList<List<String>>();
        var seen = new HashSet<String>();
        for (String party : parties) {
            var group = new ArrayList<String>();
            var waiting = new ArrayList<>(List.of(party));
            while (!waiting.isEmpty()) {
                String next = waiting.removeFirst();
                if (parties.contains(next) && seen.add(next)) {
                    group.add(next);
                    waiting.addAll(same.getOrDefault(next, Set.of()));
                }
            }
            if (!group.isEmpty()) {
                (group.size() > 1 ? together : alone).add(group);
            }
        }
        together.addAll(alone);
        return together;
    }

    /** Each party counts as one with each other one, or only some of them do. */
    private static String words(List<String> group, Map<String, Set<String>> same, JsonNode levels) {
        boolean all = group.stream()
                .allMatch(party -> same.getOrDefault(party, Set.of()).containsAll(without(group, party)));
        return (all ? "one party" : "one party, pair by pair") + attribute(group, levels);
    }

    private static List<String> without(List<String> group, String party) {
        return group.stream().filter(other -> !other.equals(party)).toList();
    }

    private static String attribute(List<String> group, JsonNode levels) {
        for (JsonNode level : levels) {
            for (JsonNode pair : level.path("one")) {
                if (group.containsAll(Nodes.texts(pair, "parties"))) {
                    String name = Nodes.text(pair, "name");
                    return pair.path("unknown").asBoolean() ? ": " + name + " not registered" : ": same " + name;
                }
            }
        }
        return "";
    }

    private static Row row(JsonNode row, List<Column> columns, Set<String> exclusive) {
        String duty = Nodes.text(row, "duty");
        boolean hot = exclusive.contains(duty);
        Map<String, JsonNode> byParty = new TreeMap<>();
        row.path("cells").forEach(cell -> byParty.put(Nodes.text(cell, "party"), cell));
        List<Cell> cells = columns.stream()
                .map(column -> cell(byParty.get(column.name()), hot && column.one()))
                .toList();
        return new Row(duty, hot, cells);
    }

    private static Cell cell(@Nullable JsonNode cell, boolean hot) {
        if (cell == null) {
            return new Cell(List.of(), 0, hot);
        }
        List<Call> calls = Nodes.list(cell.path("calls"), Matrix::call);
        List<Call> shown = calls.subList(0, Math.min(MOST_CALLS, calls.size())).reversed();
        return new Cell(shown, cell.path("count").asInt() - shown.size(), hot);
    }

    private static Call call(JsonNode call) {
        String id = Nodes.text(call, "call");
        String state = Nodes.text(call, "state");
        if (state.equals("held")) {
            Seen seen = Seen.held(Nodes.text(call, "outcome"));
            return new Call(id, Places.of(id).orElse(""), seen.symbol(), seen.words());
        }
        return new Call(id, Places.of(id).orElse(""), icon(state), word(state));
    }

    private static String icon(String state) {
        return switch (state) {
            case "succeeded", "existed", "continued" -> "permit";
            case "denied" -> "deny";
            case "open" -> "flight";
            case "observed" -> "open";
            case "failed" -> "ended";
            default -> "unsure";
        };
    }

    private static String word(String state) {
        return switch (state) {
            case "succeeded", "existed", "continued" -> "went through";
            case "denied" -> "stopped";
            case "open" -> "under way";
            case "unknown" -> "outcome unknown";
            default -> state;
        };
    }
}
