package dev.interlock.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which operation a request asks for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatchTest {

    private Description description;

    @BeforeAll
    void read(@TempDir Path folder) throws IOException {
        StringBuilder text = new StringBuilder("openapi: 3.0.0\npaths:\n");
        for (String path : List.of(
                "/",
                "/a",
                "/a/",
                "/a/{x}",
                "/a/b",
                "/a/{x}.json",
                "/a/{x}:stop",
                "/a/now-{x}",
                "/{x}/c",
                "/a/{x}/c/{y}",
                "/{x}/b/c/d",
                "/a/{x}/c/d")) {
            String parameters = PathTemplate.parse(path) instanceof PathTemplate.Parsed.Read(PathTemplate template)
                    ? template.variables().stream()
                            .map(name -> "{name: " + name + ", in: path, schema: {}}")
                            .toList()
                            .toString()
                    : "";
            text.append("  '")
                    .append(path)
                    .append("': {parameters: ")
                    .append(parameters)
                    .append(", get: {}, put: {}}\n");
        }
        Path file = Files.writeString(folder.resolve("api.yaml"), text);
        DescriptionReader.Outcome outcome = DescriptionReader.read(file);
        assertThat(outcome.diagnostics()).isEmpty();
        description = ((DescriptionReader.Outcome.Read) outcome).description();
    }

    @ParameterizedTest
    @CsvSource({
        "/, GET /",
        "/a, GET /a",
        "/a/, GET /a/",
        "/b, none",
        "/A, none",
        "/a/b, GET /a/b",
        "/a/B, ambiguous",
        "/a/z, GET /a/{x}",
        "/a/z.json, GET /a/{x}.json",
        "/a/z.JSON, ambiguous",
        "/a/.json, GET /a/{x}",
        "/a/z:stop, GET /a/{x}:stop",
        "/a/now-z, GET /a/now-{x}",
        "/a/now-z:stop, ambiguous",
        "/a/c, ambiguous",
        "/z/c, GET /{x}/c",
        "/a/z/c/z, GET /a/{x}/c/{y}",
        "/a/z/c/d, GET /a/{x}/c/d",
        "/z/b/c/d, GET /{x}/b/c/d",
        "/a/b/c/d, ambiguous",
        "/a/b/c/d/e, none"
    })
    void theMostSpecificOrNone(String path, String expected) {
        List<String> segments = List.of(path.substring(1).split("/", -1));
        String found = switch (description.match("GET", segments)) {
            case Description.Match.Found match -> match.operation().title();
            case Description.Match.None none -> "none";
            case Description.Match.Ambiguous ambiguous -> "ambiguous";
        };
        assertThat(found).isEqualTo(expected);
        assertThat(description.match("POST", segments)).isNotInstanceOf(Description.Match.Found.class);
    }
}
