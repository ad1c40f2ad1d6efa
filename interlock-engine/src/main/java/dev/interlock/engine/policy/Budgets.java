package dev.interlock.engine.policy;

/**
 * The most that is kept for one party at a time: all of it is in memory, looked through, and folded again at each start.
 *
 * @param openTasks most open tasks that one party started; its chain and its owner may have {@link #SHARED} times as many
 * @param objects most objects that these tasks name altogether, by {@link #weight}
 * @param unknown most calls of one party whose outcome is unknown; its chain and its owner may have {@link #SHARED} times as many
 * @param names most objects first named by calls of one party that no successful write proved to exist; chain and owner likewise
 */
public record Budgets(int openTasks, int objects, int unknown, int names) {

    public static final Budgets DEFAULT = new Budgets(10_000, 100_000, 10_000, 100_000);

    /** The factor by which all of a chain, or of an owner, may together exceed the share of one party. */
    public static final int SHARED = 4;

    /** The number of characters in a text that count as much as one object. */
    private static final int CHARACTERS = 256;

    /** Budgets that bound open tasks alone. */
    public Budgets(int openTasks, int objects) {
        this(openTasks, objects, DEFAULT.unknown, DEFAULT.names);
    }

    /** The weight of a text, in objects. */
    public static int weight(String text) {
        return text.length() / CHARACTERS;
    }
}
