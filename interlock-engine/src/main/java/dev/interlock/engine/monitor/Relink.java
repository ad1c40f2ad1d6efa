package dev.interlock.engine.monitor;

/**
 * The change that a late link is about to make, in numbers of the tables. Either part may be missing.
 *
 * @param column column of the actor table of which two values become one; -1 for none
 * @param first one of the values
 * @param second the other; {@link dev.interlock.engine.table.ActorTable#FRESH} where no recorded actor has it
 * @param child the key whose history the heirs get; {@link dev.interlock.engine.table.KeyTable#ABSENT} for none
 * @param heirs keys that get it
 */
public record Relink(int column, int first, int second, int child, int[] heirs) {

    boolean merges(int inColumn) {
        return inColumn == column;
    }

    boolean isHeir(int key) {
        for (int heir : heirs) {
            if (heir == key) {
                return true;
            }
        }
        return false;
    }
}
