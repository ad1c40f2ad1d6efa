package dev.interlock.provenance.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.provenance.label.ToolLabels;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Results and arguments are taken apart into fields and values. */
class ReadResultTest {

    private static List<ResultRecord> of(@Nullable Object structured, @Nullable Object texts, ToolLabels tool) {
        return ReadResult.of(
                structured,
                texts,
                tool,
                text -> text.startsWith("{") ? Optional.of(Map.of("id", text.substring(1))) : Optional.empty());
    }

    private static ResultRecord record(String... pathsAndTexts) {
        return new ResultRecord(Desk.args(pathsAndTexts).stream()
                .map(argument -> new ResultField(argument.path(), argument.text()))
                .toList());
    }

    @Test
    void objectsInTheOutermostListsAreRecords() {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("total", 2);
        result.put("mails", List.of(Map.of("id", 1), Map.of("to", List.of("a", "b"))));
        result.put("none", null);
        assertThat(of(result, null, Desk.MAIL))
                .containsExactly(
                        record("mails.id", "1"), record("mails.to", "a", "mails.to", "b"), record("total", "2"));
    }

    @Test
    void keysThatAreNoNamesAreContent() {
        assertThat(of(Map.of("eve@x.org now", true), null, Desk.MAIL))
                .containsExactly(record("", "eve@x.org now", "eve@x.org now", "true"));
    }

    @Test
    void withoutRolesEverythingIsText() {
        assertThat(of(Map.of("id", 1), "{5", Desk.WEB)).containsExactly(record("text", "1"), record("text", "{5"));
    }

    @Test
    void textsThatAreJsonAreReadByTheirRolesOnce() {
        assertThat(of(null, "{5", Desk.MAIL)).containsExactly(record("id", "5"));
        assertThat(of(Map.of("id", "5"), "{5", Desk.MAIL)).containsExactly(record("id", "5"));
        assertThat(of(Map.of("id", "5"), "{6", Desk.MAIL)).containsExactly(record("id", "5"), record("text", "{6"));
    }

    @Test
    void elementsOfListsHaveThePathOfTheList() {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("to", Arrays.asList("a", null, List.of("b")));
        arguments.put("at", Map.of("day", 3));
        assertThat(CallArguments.of(arguments)).isEqualTo(Desk.args("to", "a", "to", "b", "at.day", "3"));
    }

    @Test
    void tooManyArgumentsAreSeenToBe() {
        var many = new String[20_000];
        Arrays.fill(many, "a");
        assertThat(CallArguments.of(Map.of("to", List.of(many)))).hasSize(CallArguments.MOST + 1);
    }
}
