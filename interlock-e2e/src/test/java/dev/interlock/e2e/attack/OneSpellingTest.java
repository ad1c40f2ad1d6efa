package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Only one of all spellings that a server may take for one object reaches it. */
class OneSpellingTest {

    /**
     * A form of ids.
     *
     * @param canonical as JSON, what reaches the server
     * @param others as JSON, what does not
     */
    record Form(String yaml, List<String> canonical, List<String> others) {}

    private static final List<Form> FORMS = List.of(
            new Form(
                    "{form: integer}",
                    List.of("\"1001\"", "1001", "\"0\""),
                    List.of(
                            "\"01001\"",
                            "\"+1001\"",
                            "\"1_001\"",
                            "\"1,001\"",
                            "\"-1001\"",
                            "\"\u0661\u0660\u0660\u0661\"",
                            "\"\uff11\uff10\uff10\uff11\"",
                            "\"1001.0\"",
                            "1001.5",
                            "1e400",
                            "\"1e3\"",
                            "\"0x3e9\"",
                            "\" 1001\"",
                            "\"1001\\u0000\"",
                            "\"1001\\u200b\"",
                            "\"9007199254740993000\"",
                            "[\"1001\"]",
                            "true",
                            "null",
                            "\"\"")),
            new Form(
                    "{form: uuid}",
                    List.of("\"6ba7b810-9dad-11d1-80b4-00c04fd430c8\""),
                    List.of(
                            "\"6BA7B810-9DAD-11D1-80B4-00C04FD430C8\"",
                            "\"{6ba7b810-9dad-11d1-80b4-00c04fd430c8}\"",
                            "\"urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8\"",
                            "\"6ba7b8109dad11d180b400c04fd430c8\"",
                            "\"6ba7b810-9dad-11d1-80b4-00c04fd430c\"",
                            "\"6ba7b810-9dad-11d1-80b4-00c04fd430cg\"")),
            new Form(
                    "{form: text, ignore: [case, spaces, leading-zeros]}",
                    List.of("\"acme/app\"", "\"0\"", "\"7a\""),
                    List.of(
                            "\"Acme/App\"",
                            "\"acme /app\"",
                            "\"acme\\u00a0/app\"",
                            "\"acme/a\\u017fp\"",
                            "\"\\u212aelvin\"",
                            "\"007\"")),
            new Form(
                    "{form: path}",
                    List.of("\".guard/x\"", "\"ci/build.yaml\""),
                    List.of(
                            "\"./.guard/x\"",
                            "\"ci/../.guard/x\"",
                            "\"../x\"",
                            "\".guard//x\"",
                            "\".guard/x/\"",
                            "\"/.guard/x\"",
                            "\".guard\\\\x\"",
                            "\".guard/x.\"",
                            "\".guard./x\"",
                            "\".guard /x\"",
                            "\".guard%2fx\"",
                            "\"c:.guard/x\"",
                            "\".guard/x::$DATA\"")),
            new Form(
                    "{form: url}",
                    List.of("\"https://example.com/a?b=%2F\"", "\"https://xn--mnchen-3ya.example/\""),
                    List.of(
                            "\"HTTPS://example.com/a\"",
                            "\"https://Example.com/a\"",
                            "\"https://example.com:443/a\"",
                            "\"https://example.com\"",
                            "\"https://example.com./a\"",
                            "\"https://example.com/./a\"",
                            "\"https://example.com/b/../a\"",
                            "\"https://example.com/%61\"",
                            "\"https://example.com/a%2f\"",
                            "\"https://example.com/a#b\"",
                            "\"https://me@example.com/a\"",
                            "\"https://m\u00fcnchen.example/\"",
                            "\"https://2130706433/\"",
                            "\"https://0x7f.1/\"",
                            "\"https://127.0.0.01/\"",
                            "\"https:/example.com/a\"",
                            "\"//example.com/a\"")),
            new Form(
                    "{form: pattern, pattern: 'V-[1-9][0-9]{0,8}'}",
                    List.of("\"V-1001\""),
                    List.of("\"V-01001\"", "\"v-1001\"", "\"V-1001\\n\"", "\"xV-1001\"", "\"V-1001x\"", "\"\"")));

    static Stream<Form> forms() {
        return FORMS.stream();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void oneReachesTheServer(Form form, @TempDir Path folder) throws IOException {
        try (Target target = Target.naming(folder, form.yaml())) {
            String task = target.task("ada", "ada", "all");
            for (String id : form.canonical()) {
                Target.Said said = target.call("ada", task, "store", "{\"id\":" + id + "}");
                assertThat(said.verdict()).as(id + ": " + said.text()).isNotEqualTo("denied");
                assertThat(said.code()).as(id).isEmpty();
            }
            for (String id : form.others()) {
                Target.Said said = target.call("ada", task, "store", "{\"id\":" + id + "}");
                assertThat(said.http().status() == 400 || said.code().equals("argument-invalid"))
                        .as(id + ": " + said.http().json())
                        .isTrue();
            }
        }
    }

    @Test
    void theCanonicalSpellingIsNamedAndNoPathIsResolved(@TempDir Path folder) throws IOException {
        try (Target numbers = Target.naming(folder.resolve("numbers"), "{form: integer}");
                Target paths = Target.naming(folder.resolve("paths"), "{form: path}")) {
            String task = numbers.task("ada", "ada", "all");
            assertThat(numbers.call("ada", task, "store", "{\"id\":\"01001\"}").text())
                    .contains("`1001`");
            String other = paths.task("ada", "ada", "all");
            assertThat(paths.call("ada", other, "store", named("./x")).text()).contains("`x`");
            assertThat(paths.call("ada", other, "store", named("a/link/../b")).text())
                    .contains("`..`")
                    .doesNotContain("a/b");
        }
    }

    private static String named(String id) {
        return JsonNodeFactory.instance.objectNode().put("id", id).toString();
    }
}
