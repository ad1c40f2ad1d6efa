package dev.interlock.cli.command.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.server.csv.CsvReader;
import dev.interlock.server.json.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A file of objects: columns {@code type}, {@code id} and any number of {@code of}, each an object that the first belongs to. */
final class ObjectFile implements AutoCloseable {

    /** The form of the file: three columns are usual, and an object has few that it belongs to. */
    private static final CsvReader.Form FORM = new CsvReader.Form(',', 32, 2_000);

    private static final String TYPE = "type";
    private static final String ID = "id";
    private static final String OF = "of";
    private static final Set<String> COLUMNS = new TreeSet<>(Set.of(TYPE, ID, OF));

    /**
     * A row.
     *
     * @param object as the server takes it; empty where the row is wrong
     * @param wrong where and why it is
     */
    record Row(int line, Optional<ObjectNode> object, Optional<Flaw> wrong) {}

    /** @param column 0: of the whole line */
    record Flaw(int line, int column, String detail) {

        String text() {
            return "line " + line + (column == 0 ? "" : ", column " + column) + ": " + detail;
        }
    }

    private final CsvReader rows;
    private final List<String> columns;

    private ObjectFile(CsvReader rows, List<String> columns) {
        this.rows = rows;
        this.columns = columns;
    }

    /** Reads the first line. */
    static ObjectFile open(Path file) throws IOException, WrongUsage {
        var rows = new CsvReader(new BufferedInputStream(Files.newInputStream(file)), FORM);
        boolean fine = false;
        try {
            var opened = new ObjectFile(rows, columns(file, rows));
            fine = true;
            return opened;
        } finally {
            if (!fine) {
                rows.close();
            }
        }
    }

    private static List<String> columns(Path file, CsvReader rows) throws IOException, WrongUsage {
        List<CsvReader.Field> first = rows.row().orElse(List.of());
        List<String> columns = new ArrayList<>();
        for (CsvReader.Field field : first) {
            String name = field.value().strip().toLowerCase(Locale.ROOT);
            if (!COLUMNS.contains(name) || !name.equals(OF) && columns.contains(name)) {
                throw new WrongUsage("`" + file + "`, line " + field.line() + ", column " + field.column() + ": `"
                        + Screen.printable(field.value()) + "` is not a column name"
                        + (columns.contains(name) ? " twice; " : "; ")
                        + Suggestion.remedy(name, COLUMNS, "the first line is `type,id`, or `type,id,of`"));
            }
            columns.add(name);
        }
        if (!columns.contains(TYPE) || !columns.contains(ID)) {
            throw new WrongUsage("`" + file
                    + "`, line 1: the first line must name the columns; write `type,id`, or `type,id,of` if objects "
                    + "belong to others");
        }
        return columns;
    }

    /** The next row; empty at the end. */
    Optional<Row> next() throws IOException {
        return rows.row().map(this::read);
    }

    private Row read(List<CsvReader.Field> fields) {
        int line = fields.getFirst().line();
        if (fields.size() != columns.size()) {
            return wrong(
                    line,
                    0,
                    "has " + fields.size() + " values, but the first line names " + columns.size()
                            + " columns; put a value that contains a comma in quotes");
        }
        String type = "";
        String id = "";
        List<String> of = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            CsvReader.Field field = fields.get(i);
            String column = columns.get(i);
            if (column.equals(OF)) {
                if (!field.value().isEmpty() && field.value().indexOf('/') <= 0) {
                    return wrong(
                            field.line(),
                            field.column(),
                            "`of` must name an object with its type, as in `vendor/7`, not `"
                                    + Screen.printable(field.value()) + "`");
                }
                if (!field.value().isEmpty()) {
                    of.add(field.value());
                }
            } else if (field.value().isEmpty()) {
                return wrong(field.line(), field.column(), "`" + column + "` is empty");
            } else if (column.equals(TYPE)) {
                type = field.value();
            } else {
                id = field.value();
            }
        }
        ObjectNode object = Json.object().put("object", type + "/" + id);
        if (!of.isEmpty()) {
            of.forEach(object.putArray("of")::add);
        }
        return new Row(line, Optional.of(object), Optional.empty());
    }

    private static Row wrong(int line, int column, String detail) {
        return new Row(line, Optional.empty(), Optional.of(new Flaw(line, column, detail)));
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
