package dev.interlock.server.replay.read;

import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.server.csv.CsvReader;
import dev.interlock.server.render.Plain;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Event logs as tables: a row is an event, and the first line names the columns. Values are separated by commas, semicolons or tabs, by
 * whichever the first line has most of. Every other column is an argument.
 */
final class TableReader implements TraceReader {

    private static final int MOST_COLUMNS = 1_000;
    private static final int LONGEST_VALUE = 100_000;
    /** The number of bytes in which the first line is looked at. */
    private static final int SNIFFED = 64 * 1024;

    /** The most columns that a message lists. */
    private static final int LISTED = 20;

    private static final int LONGEST_SHOWN = 60;
    private static final int NONE = -1;
    private static final String SEPARATORS = ",;\t";
    private static final String COMPLETE = "complete";

    private final Optional<TableColumns> named;
    private final Cases cases;
    private final Names names = new Names();

    /** @param named the columns that tell of an event; empty: nobody said which, which is told with those that there are */
    TableReader(Optional<TableColumns> named, Cases cases) {
        this.named = named;
        this.cases = cases;
    }

    /** The columns that the first line has, and where those stand that tell of an event. */
    private record Header(
            List<String> names,
            List<String> arguments,
            LogCalls.Keys keys,
            int ofCase,
            int activity,
            int resource,
            int time,
            int lifecycle) {}

    /** @param in can be marked */
    @Override
    public void read(String file, InputStream in, Consumer<TraceEvent> out) throws IOException {
        char separator = separator(TraceFile.ahead(in, SNIFFED));
        var rows = new CsvReader(in, new CsvReader.Form(separator, MOST_COLUMNS, LONGEST_VALUE));
        try {
            Header header = header(file, rows.row().orElse(List.of()));
            var calls = new LogCalls(names, header.keys(), out);
            for (Optional<List<CsvReader.Field>> row = rows.row(); row.isPresent(); row = rows.row()) {
                event(new Place(file, row.get().getFirst().line()), header, row.get(), calls, out);
            }
        } catch (CsvReader.Malformed e) {
            out.accept(new TraceEvent.Flawed(new Place(file, e.line()), Flaw.CUT, String.valueOf(e.getMessage())));
        }
    }

    /** The separator that the first line has most of, outside of quotes; a comma where it has none. */
    private static char separator(byte[] beginning) {
        var counts = new int[SEPARATORS.length()];
        boolean quoted = false;
        for (byte b : beginning) {
            if (!quoted && (b == '\n' || b == '\r')) {
                break;
            }
            quoted ^= b == '"';
            int separator = SEPARATORS.indexOf(b);
            if (!quoted && separator >= 0) {
                counts[separator]++;
            }
        }
        int most = 0;
        for (int i = 1; i < counts.length; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        return SEPARATORS.charAt(most);
    }

    private Header header(String file, List<CsvReader.Field> first) throws TableColumns.Wrong {
        List<String> found =
                first.stream().map(field -> Names.of(field.value())).toList();
        TableColumns columns = named.orElse(null);
        if (columns == null) {
            throw new TableColumns.Wrong("`" + file + "` is a table: say which of its columns describe an "
                    + "event, as in `"
                    + TableColumns.EXAMPLE + "`; it has " + listed(found));
        }
        String lifecycle = columns.lifecycle().orElse(null);
        return new Header(
                found,
                found.stream().map(names::argument).toList(),
                new LogCalls.Keys(columns.activity(), columns.resource(), columns.time()),
                place(file, found, columns.ofCase()),
                place(file, found, columns.activity()),
                place(file, found, columns.resource()),
                place(file, found, columns.time()),
                lifecycle == null ? NONE : place(file, found, lifecycle));
    }

    private static int place(String file, List<String> found, String column) throws TableColumns.Wrong {
        int at = found.indexOf(column);
        if (at < 0) {
            throw new TableColumns.Wrong("`" + file + "` has no column `" + column + "`: "
                    + Suggestion.nearest(column, found)
                            .map(near -> "did you mean `" + near + "`? ")
                            .orElse("")
                    + "it has " + listed(found));
        }
        if (found.lastIndexOf(column) != at) {
            throw new TableColumns.Wrong(
                    "`" + file + "` has two columns `" + column + "`: give one of them another name");
        }
        return at;
    }

    private static String listed(List<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String shown = names.stream()
                .limit(LISTED)
                .map(name -> "`" + Plain.cut(name, LONGEST_SHOWN) + "`")
                .collect(Collectors.joining(", "));
        return names.size() > LISTED ? shown + " and " + (names.size() - LISTED) + " more" : shown;
    }

    private void event(
            Place place, Header header, List<CsvReader.Field> row, LogCalls calls, Consumer<TraceEvent> out) {
        if (row.size() != header.names().size()) {
            out.accept(new TraceEvent.Flawed(
                    place,
                    Flaw.BROKEN,
                    "the row has " + row.size() + " values, but the first line names "
                            + header.names().size() + " columns: put a value with a separator in quotes"));
            return;
        }
        if (header.lifecycle() != NONE
                && !isComplete(row.get(header.lifecycle()).value())) {
            return;
        }
        var arguments = new LogArguments();
        for (int i = 0; i < row.size(); i++) {
            String value = row.get(i).value();
            if (!value.isEmpty()) {
                arguments.put(header.arguments().get(i), header.names().get(i), value);
            }
        }
        calls.event(
                place,
                ofCase(place, header, row, out),
                row.get(header.activity()).value(),
                row.get(header.resource()).value(),
                row.get(header.time()).value(),
                arguments);
    }

    private static boolean isComplete(String transition) {
        return transition.isBlank()
                || transition.strip().toLowerCase(Locale.ROOT).equals(COMPLETE);
    }

    private LogCalls.OfCase ofCase(Place place, Header header, List<CsvReader.Field> row, Consumer<TraceEvent> out) {
        String name = Names.of(row.get(header.ofCase()).value());
        if (name.isEmpty()) {
            out.accept(new TraceEvent.Flawed(
                    place, Flaw.NO_CASE, "the row has no `" + header.names().get(header.ofCase()) + "`"));
            return LogCalls.OfCase.NONE;
        }
        return new LogCalls.OfCase(cases.row(name, place), name);
    }
}
