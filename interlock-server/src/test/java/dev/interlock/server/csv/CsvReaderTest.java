package dev.interlock.server.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CsvReaderTest {

    private static final CsvReader.Form COMMAS = new CsvReader.Form(',', 4, 10);

    private static List<String> rows(String text, CsvReader.Form form) throws IOException {
        List<String> rows = new ArrayList<>();
        try (var reader = new CsvReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), form)) {
            for (Optional<List<CsvReader.Field>> row = reader.row(); row.isPresent(); row = reader.row()) {
                CsvReader.Field last = row.get().getLast();
                rows.add(String.join(
                                "|",
                                row.get().stream().map(CsvReader.Field::value).toList()) + " " + last.line() + ":"
                        + last.column());
            }
        }
        return rows;
    }

    @Test
    void aFieldKnowsItsLineHoweverLinesEnd() throws IOException {
        for (String end : List.of("\n", "\r\n", "\r")) {
            assertThat(rows(String.join(end, "\ufeffa,b", "", "\"c", "d\",e", "f,\"g\"\"h\"", ""), COMMAS))
                    .as("lines that end with %s", end.length() == 2 ? "both" : Integer.toString(end.charAt(0)))
                    .containsExactly("a|b 1:3", "c" + end + "d|e 4:4", "f|g\"h 5:3");
        }
    }

    @Test
    void otherSeparators() throws IOException {
        assertThat(rows("a,1\tb\n\"c\td\"\t\n", new CsvReader.Form('\t', 4, 10)))
                .containsExactly("a,1|b 1:5", "c\td| 2:7");
        assertThat(rows("a;b\n", new CsvReader.Form(';', 4, 10))).containsExactly("a|b 1:3");
    }

    @Test
    void whatIsNoTableIsToldWithItsPlace() {
        for (String[] wrong : new String[][] {
            {"a\nb\"c\n", "line 2, column 2: a quote inside a value"},
            {"a\n\"b\"c\n", "line 2, column 4: text follows the closing quote"},
            {"a\n\"b\n", "line 2, column 1: this quote is never closed"},
            {"a\n\"" + "b".repeat(11), "line 2, column 1: a value of more than 10 characters"},
            {"1,2,3,4,5\n", "line 1, column 9: more than 4 columns"},
        }) {
            assertThatThrownBy(() -> rows(wrong[0], COMMAS))
                    .isInstanceOf(CsvReader.Malformed.class)
                    .hasMessageStartingWith(wrong[1]);
        }
    }
}
