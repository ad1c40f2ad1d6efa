package dev.interlock.cli.command.ledger;

import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.render.Ids;

/**
 * Entries from {@code first} to {@code last}, both included.
 *
 * @param last {@link Long#MAX_VALUE}: to the end
 */
public record LedgerRange(long first, long last) {

    /** Reads {@code FROM}, {@code FROM..}, {@code ..TO} or {@code FROM..TO}, each a number or an id such as {@code c-17}. */
    public static LedgerRange parse(String text) throws WrongUsage {
        int dots = text.indexOf("..");
        String from = dots < 0 ? text : text.substring(0, dots);
        String to = dots < 0 ? "" : text.substring(dots + 2);
        if (from.isEmpty() && to.isEmpty()) {
            throw wrong(text);
        }
        long first = from.isEmpty() ? 0 : number(from, text);
        long last = to.isEmpty() ? Long.MAX_VALUE : number(to, text);
        if (first > last) {
            throw new WrongUsage("the range `" + text + "` ends before it begins");
        }
        return new LedgerRange(first, last);
    }

    private static long number(String id, String range) throws WrongUsage {
        var number = Ids.parseAny(id);
        if (number.isEmpty()) {
            throw wrong(range);
        }
        return number.getAsLong();
    }

    private static WrongUsage wrong(String text) {
        return new WrongUsage(
                "`" + text + "` is not a range of entries; write FROM, FROM..TO or ..TO with numbers or ids, as "
                        + "in `10..20` or `c-17`");
    }
}
