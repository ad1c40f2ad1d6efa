package dev.interlock.engine.table;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The actors of recorded calls as rows of small ints, so that comparing two actors in an attribute is comparing two ints.
 * Holds only the attributes that some level of the bundle names, and always runtime and agent.
 */
public final class ActorTable {

    /** Column value: nobody vouched for a value. */
    public static final int UNKNOWN = -1;
    /** Column value: the actor has no such attribute. */
    public static final int NOT_APPLICABLE = -2;
    /** Column value in a row that was not recorded: a known value that no recorded actor has. */
    public static final int FRESH = -3;
    /** The column of the agent. */
    public static final int AGENT = Attributes.ALWAYS.indexOf(Attributes.AGENT);

    /** The first of the numbers under which tables that file by value file the unknown values of single agents; in no row. */
    private static final int UNKNOWN_OF = 1 << 28;

    /** The first column value that stands for several values at once; a single value has a smaller number. */
    private static final int SEVERAL = 1 << 30;
    /** Plus the column: several values in a row that was not recorded, valid until the next such row is made. */
    private static final int SEVERAL_FRESH = SEVERAL | 1 << 29;

    private final List<String> attributes;
    private final Map<Actor, Integer> ids = new HashMap<>();
    private final List<Actor> actors = new ArrayList<>();
    private int[][] rows = new int[16][];
    private final List<Map<String, Integer>> values = new ArrayList<>();
    /** The groups behind the numbers from {@link #SEVERAL} on: one for each recorded actor and column with several values. */
    private final List<Group> groups = new ArrayList<>();

    private final int[][] fresh;
    private boolean linked;

    /** Several values of a column, in the order of their texts. */
    private record Group(int column, int[] members) {}

    /** @param extra attributes of the levels, besides runtime and agent; without duplicates */
    public ActorTable(List<String> extra) {
        var all = new ArrayList<>(Attributes.ALWAYS);
        for (String attribute : extra) {
            if (!all.contains(attribute)) {
                all.add(attribute);
            }
        }
        attributes = List.copyOf(all);
        for (int i = 0; i < attributes.size(); i++) {
            values.add(new HashMap<>());
        }
        fresh = new int[attributes.size()][];
    }

    /** Column of an attribute. */
    public int column(String attribute) {
        int column = attributes.indexOf(attribute);
        if (column < 0) {
            throw new IllegalArgumentException("no level names the attribute `" + attribute + "`");
        }
        return column;
    }

    /** Column of an attribute, or -1 when no level names it. */
    public int columnIfAny(String attribute) {
        return attributes.indexOf(attribute);
    }

    public int columns() {
        return attributes.size();
    }

    public String attribute(int column) {
        return attributes.get(column);
    }

    /** The merge of two linked values of a column: the number {@code to} stands for both from here on. */
    public record Merged(int column, int from, int to) {}

    /** Makes two values of an attribute one; empty where no level names the attribute, or they are one already. */
    public Optional<Merged> merge(String attribute, String a, String b) {
        int column = attributes.indexOf(attribute);
        if (column < 0) {
            return Optional.empty();
        }
        int first = number(column, a);
        int second = number(column, b);
        if (first == second) {
            return Optional.empty();
        }
        var merged = new Merged(column, Math.max(first, second), Math.min(first, second));
        values.get(column).replaceAll((value, number) -> number == merged.from ? merged.to : number);
        for (int id = 0; id < actors.size(); id++) {
            if (rows[id][column] == merged.from) {
                rows[id][column] = merged.to;
            }
        }
        linked = true;
        for (int group = 0; group < groups.size(); group++) {
            if (groups.get(group).column == column) {
                groups.set(group, new Group(column, merged(groups.get(group).members, merged)));
            }
        }
        return Optional.of(merged);
    }

    private int[] merged(int[] members, Merged values) {
        return IntStream.of(members)
                .map(member -> member == values.from ? values.to : member)
                .distinct()
                .boxed()
                .sorted(Comparator.comparing(member -> textOf(values.column, member)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The number that stands for a value in a column, or {@link #FRESH}. */
    public int numberOf(int column, String value) {
        return values.get(column).getOrDefault(value, FRESH);
    }

    /** The value that a number stands for: of linked values the first in the order of text; empty for a number without value. */
    public String textOf(int column, int number) {
        return values.get(column).entrySet().stream()
                .filter(entry -> entry.getValue() == number)
                .map(Map.Entry::getKey)
                .min(Comparator.naturalOrder())
                .orElse("");
    }

    /** The value that will stand for two which become one: the first in the order of text. */
    public String textOfEither(int column, int first, int second) {
        String text = textOf(column, first);
        String other = textOf(column, second);
        return text.isEmpty() || (!other.isEmpty() && other.compareTo(text) < 0) ? other : text;
    }

    /** The number under which what is unknown of the agent of a row is filed, in whatever column. */
    public static int unknownOf(int[] row) {
        return unknownOf(row[AGENT]);
    }

    /**
     * The number under which what is unknown of an agent is filed. Statements are about one agent, so what is unknown of several at once
     * stays so, as where the agent itself is unknown.
     *
     * @param agent the agent as a value of its column
     */
    public static int unknownOf(int agent) {
        return UNKNOWN_OF + (isSeveral(agent) ? UNKNOWN : agent) - NOT_APPLICABLE;
    }

    /** Returns whether the number is one under which what is unknown of an agent is filed. */
    public static boolean isUnknownOf(int number) {
        return number >= UNKNOWN_OF && number < SEVERAL;
    }

    /** The value of a column that was unknown of an agent and is stated from here on, for all rows that there are of it. */
    public record Stated(int column, int agent, int value) {}

    /**
     * States what an attribute was of an agent, in all its vectors that were recorded so far and do not know it; those that are recorded
     * later are others. Empty where no rule reads the attribute, or there are none.
     *
     * @param agents the names of the agent
     */
    public Optional<Stated> state(String attribute, Collection<String> agents, String value) {
        int column = attributes.indexOf(attribute);
        Optional<Stated> stated = Optional.empty();
        for (int id = 0; id < actors.size(); id++) {
            Actor actor = actors.get(id);
            if (isUnknownOf(actor, attribute, agents)) {
                ids.remove(actor, id);
                actors.set(id, actor.with(attribute, AttributeValue.known(value)));
                if (column >= 0) {
                    rows[id][column] = number(column, value);
                    stated = Optional.of(new Stated(column, rows[id][AGENT], rows[id][column]));
                }
            }
        }
        return stated;
    }

    /** Returns whether the vector is one of the agent, under any of these names, and does not know the attribute. */
    public static boolean isUnknownOf(Actor actor, String attribute, Collection<String> agents) {
        return actor.get(attribute) instanceof AttributeValue.Unknown
                && actor.get(Attributes.AGENT) instanceof AttributeValue.Known known
                && agents.contains(known.value());
    }

    /** INVARIANT: every number in use is less than the count of values, also when linked ones share one. */
    private int number(int column, String value) {
        var seen = values.get(column);
        return seen.computeIfAbsent(value, v -> seen.size());
    }

    public int intern(Actor actor) {
        Integer known = ids.get(actor);
        if (known != null) {
            return known;
        }
        int id = append(actor);
        ids.put(actor, id);
        return id;
    }

    /**
     * Adds a vector as it was recorded, and may have been stated since.
     *
     * @param current whether the same vector has this number when it is recorded again
     */
    public void restore(Actor actor, boolean current) {
        int id = append(actor);
        if (current) {
            ids.put(actor, id);
        }
    }

    /** Returns whether the vector of this number has it when it is recorded again: nothing was stated of it. */
    public boolean isCurrent(int id) {
        return Objects.equals(ids.get(actors.get(id)), id);
    }

    private int append(Actor actor) {
        int id = actors.size();
        actors.add(actor);
        int[] row = new int[columns()];
        for (int column = 0; column < row.length; column++) {
            row[column] = switch (actor.get(attributes.get(column))) {
                case AttributeValue.Known value -> number(column, value.value());
                case AttributeValue.Several several -> group(column, several);
                case AttributeValue.NotApplicable na -> NOT_APPLICABLE;
                case AttributeValue.Unknown unknown -> UNKNOWN;
            };
        }
        if (id == rows.length) {
            rows = Arrays.copyOf(rows, 2 * id);
        }
        rows[id] = row;
        return id;
    }

    /** The recorded vector that is equal to this one, or else this one, so that later look-ups need not compare values. */
    public Actor canonical(Actor actor) {
        Integer known = ids.get(actor);
        return known != null ? actors.get(known) : actor;
    }

    /** The vector of this number, with what was stated of it. */
    public Actor actor(int id) {
        return actors.get(id);
    }

    public int[] row(int id) {
        return rows[id];
    }

    /** The row that the actor has, or would have, without recording it. */
    public int[] rowOf(Actor actor) {
        Integer known = ids.get(actor);
        if (known != null) {
            return rows[known];
        }
        int[] row = new int[columns()];
        for (int column = 0; column < row.length; column++) {
            row[column] = switch (actor.get(attributes.get(column))) {
                case AttributeValue.Known value -> numberOf(column, value.value());
                case AttributeValue.Several several -> freshGroup(column, several);
                case AttributeValue.NotApplicable na -> NOT_APPLICABLE;
                case AttributeValue.Unknown unknown -> UNKNOWN;
            };
        }
        return row;
    }

    /** INVARIANT: numbered by the order of the actors alone, so that a table that is read again has the same numbers. */
    private int group(int column, AttributeValue.Several several) {
        several.values().forEach(text -> number(column, text));
        groups.add(new Group(column, members(column, several)));
        return SEVERAL + groups.size() - 1;
    }

    private int freshGroup(int column, AttributeValue.Several several) {
        fresh[column] = members(column, several);
        return SEVERAL_FRESH + column;
    }

    private int[] members(int column, AttributeValue.Several several) {
        var members = new TreeMap<String, Integer>();
        for (String text : several.values()) {
            int number = numberOf(column, text);
            // Linked values are keyed by the text that stands for all of them, and so become one.
            members.put(linked && number != FRESH ? textOf(column, number) : text, number);
        }
        return members.values().stream().mapToInt(Integer::intValue).toArray();
    }

    /** The single values that a column value stands for, in the order of their texts; for a single value, that value alone. */
    public int[] members(int value) {
        if (value < SEVERAL) {
            return new int[] {value};
        }
        return value >= SEVERAL_FRESH ? fresh[value - SEVERAL_FRESH] : groups.get(value - SEVERAL).members;
    }

    /** Returns whether a column value stands for several at once. */
    public static boolean isSeveral(int value) {
        return value >= SEVERAL;
    }

    /**
     * The rows of parties with a single value in each of the columns, one for each of several values in the row; nearly
     * always that is the row itself.
     */
    public List<int[]> each(int[] row, int[] columns) {
        int most = 0;
        for (int column : columns) {
            if (isSeveral(row[column])) {
                most = Math.max(most, members(row[column]).length);
            }
        }
        if (most == 0) {
            return List.of(row);
        }
        var rows = new ArrayList<int[]>(most);
        for (int i = 0; i < most; i++) {
            int[] one = row.clone();
            for (int column : columns) {
                int[] members = members(row[column]);
                one[column] = members[Math.min(i, members.length - 1)];
            }
            rows.add(one);
        }
        return rows;
    }

    /** {@link AttributeValue#surelyDiffer} on column values. */
    public boolean surelyDiffer(int a, int b) {
        if (a == NOT_APPLICABLE || b == NOT_APPLICABLE) {
            return true;
        }
        if (a == UNKNOWN || b == UNKNOWN) {
            return false;
        }
        return isSeveral(a) || isSeveral(b) ? areDisjoint(members(a), members(b)) : a != b;
    }

    private static boolean areDisjoint(int[] some, int[] others) {
        for (int one : some) {
            for (int other : others) {
                if (one == other) {
                    return false;
                }
            }
        }
        return true;
    }

    /** {@link AttributeValue#surelySame} on column values. */
    public boolean surelySame(int a, int b) {
        if (isSeveral(a) || isSeveral(b)) {
            return a == b || Arrays.equals(members(a), members(b));
        }
        return a >= 0 && a == b;
    }

    /** Returns whether two rows surely differ in all the given columns. */
    public boolean independent(int[] a, int[] b, int[] columns) {
        for (int column : columns) {
            if (!surelyDiffer(a[column], b[column])) {
                return false;
            }
        }
        return true;
    }

    /** The columns of a level: runtime, agent, then its own attributes in order. */
    public int[] columnsOf(List<String> level) {
        var all = new ArrayList<>(Attributes.ALWAYS);
        for (String attribute : level) {
            if (!all.contains(attribute)) {
                all.add(attribute);
            }
        }
        return all.stream().mapToInt(this::column).toArray();
    }

    public int size() {
        return actors.size();
    }

    /** Writes the numbers of values; the actors themselves are for the caller to write. */
    public void writeValues(DataOutput out) throws IOException {
        for (var ofColumn : values) {
            out.writeInt(ofColumn.size());
            for (var entry : new TreeMap<>(ofColumn).entrySet()) {
                Snapshots.write(out, entry.getKey());
                out.writeInt(entry.getValue());
            }
        }
    }

    /** Fills this new table with the numbers of values, before the actors are interned again. */
    public void readValues(DataInput in) throws IOException {
        for (var ofColumn : values) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                ofColumn.put(Snapshots.readString(in), in.readInt());
            }
            linked |= new HashSet<>(ofColumn.values()).size() < count;
        }
    }
}
