package dev.interlock.server.replay.read;

import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.server.csv.CsvReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The columns of a table that tell of an event, by the names in its first line.
 *
 * @param lifecycle the column that says of an event whether it is complete; empty: every row is
 */
public record TableColumns(String ofCase, String activity, String resource, String time, Optional<String> lifecycle) {

    /** The way out of every mistake. */
    static final String EXAMPLE = "--columns case=...,activity=...,resource=...,time=...";

    private static final String LIFECYCLE = "lifecycle";
    private static final List<String> NEEDED = List.of("case", "activity", "resource", "time");
    private static final List<String> PARTS = List.of("case", "activity", "resource", "time", LIFECYCLE);
    private static final CsvReader.Form FORM = new CsvReader.Form(',', 16, 2_000);

    /** The table does not have the columns that it is said to have. */
    public static final class Wrong extends IOException {
        private static final long serialVersionUID = 1L;

        public Wrong(String message) {
            super(message);
        }
    }

    /**
     * Reads {@code case=Case ID,activity=Activity,...}: a row of values, so that one with a comma stands in quotes as a whole,
     * {@code "case=Case, old"}.
     */
    public static TableColumns parse(String text) throws IOException {
        Map<String, String> columns = new TreeMap<>();
        for (CsvReader.Field field : fields(text)) {
            int equals = field.value().indexOf('=');
            String part = equals < 0
                    ? field.value().strip()
                    : field.value().substring(0, equals).strip();
            String column = equals < 0 ? "" : Names.of(field.value().substring(equals + 1));
            if (!PARTS.contains(part)) {
                throw new Wrong("`--columns` has no key `" + part + "`: " + Suggestion.remedy(part, PARTS, EXAMPLE));
            }
            if (column.isEmpty()) {
                throw new Wrong("`--columns` names no column for `" + part + "`: write `" + EXAMPLE + "`");
            }
            if (columns.put(part, column) != null) {
                throw new Wrong("`--columns` names two columns for `" + part + "`: name one");
            }
        }
        List<String> missing =
                NEEDED.stream().filter(part -> !columns.containsKey(part)).toList();
        if (!missing.isEmpty()) {
            throw new Wrong(
                    "`--columns` names no column for " + Suggestion.list(missing) + ": write `" + EXAMPLE + "`");
        }
        return new TableColumns(
                columns.getOrDefault("case", ""),
                columns.getOrDefault("activity", ""),
                columns.getOrDefault("resource", ""),
                columns.getOrDefault("time", ""),
                Optional.ofNullable(columns.get(LIFECYCLE)));
    }

    private static List<CsvReader.Field> fields(String text) throws IOException {
        try (var reader = new CsvReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), FORM)) {
            List<CsvReader.Field> row = reader.row().orElse(List.of());
            if (reader.row().isPresent()) {
                throw new Wrong("`--columns` must be a single line: " + EXAMPLE);
            }
            return row;
        } catch (CsvReader.Malformed e) {
            throw new Wrong("`--columns` cannot be read, " + e.getMessage());
        }
    }
}
