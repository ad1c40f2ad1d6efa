package dev.interlock.server.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a file brings with it is what a page has: the same colours, and the same look of each mark. */
class StandAloneTest {

    private static final Pattern RULE = Pattern.compile("([^{}]+)\\{([^{}]*)\\}");
    private static final Pattern CLASS = Pattern.compile("class=\"([^\"]+)\"");
    private static final String DARK = "@media (prefers-color-scheme: dark)";

    /** Classes that a page lays out, and a drawing by itself does not. */
    private static final Set<String> ELSEWHERE = Set.of("dw", "num", Part.CHOSEN);

    private static String sheet(String name) throws IOException {
        try (InputStream in = StandAloneTest.class.getResourceAsStream("/dev/interlock/server/console/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?s)/\\*.*?\\*/", "");
        }
    }

    /** The declarations of each selector, without blanks; those of a selector that stands twice are together. */
    private static Map<String, Map<String, String>> rules(String sheet) {
        Map<String, Map<String, String>> rules = new LinkedHashMap<>();
        RULE.matcher(sheet).results().forEach(rule -> {
            for (String selector : rule.group(1).split(",")) {
                Map<String, String> declarations =
                        rules.computeIfAbsent(selector.strip(), none -> new LinkedHashMap<>());
                for (String declaration : rule.group(2).split(";")) {
                    int colon = declaration.indexOf(':');
                    if (colon > 0) {
                        declarations.put(
                                declaration.substring(0, colon).strip(),
                                declaration.substring(colon + 1).replaceAll("\\s+", ""));
                    }
                }
            }
        });
        return rules;
    }

    private static String before(String text, String mark) {
        return text.substring(0, text.indexOf(mark));
    }

    private static String after(String text, String mark) {
        return text.substring(text.indexOf(mark) + mark.length());
    }

    private static void assertSameColours(Map<String, String> file, Map<String, String> page) {
        file.forEach((name, value) -> {
            if (name.startsWith("--") && !name.equals("--sans") && !name.equals("--mono")) {
                assertThat(colour(value)).as(name).isEqualTo(colour(page.getOrDefault(name, "")));
            }
        });
    }

    /** A colour in one notation: {@code #fff} is {@code #ffffff}. */
    private static String colour(String value) {
        return value.length() == 4 ? value.replaceAll("([0-9a-f])", "$1$1") : value;
    }

    /** Every colour has the value that the tokens of the console give it, in light and in dark. */
    @Test
    void coloursAreThoseOfTheTokens() throws IOException {
        String tokens = sheet("tokens.css");
        Map<String, Map<String, String>> light = rules(before(tokens, DARK));
        Map<String, String> dark = rules(after(tokens, DARK)).get(":root[data-theme=\"dark\"]");
        String file = StandAlone.HEAD.replace("<style>", "");
        Map<String, String> own = rules(before(file, DARK)).get(".dw");
        Map<String, String> ownDark =
                rules(after(file, DARK).replaceFirst("\\{", "")).get(".dw");
        assertThat(own).hasSizeGreaterThan(15);
        assertThat(ownDark).hasSizeGreaterThan(12);
        assertSameColours(own, light.get(":root"));
        assertSameColours(ownDark, dark);
    }

    /** A mark looks the same in a file and on a page. */
    @Test
    void marksLookTheSame() throws IOException {
        Map<String, Map<String, String>> page = rules(sheet("drawing.css"));
        Map<String, Map<String, String>> file =
                rules(StandAlone.HEAD.replaceAll("(?s)@media[^{]*\\{\\s*\\.dw \\{[^}]*\\}\\s*\\}", ""));
        var both = new TreeSet<>(file.keySet());
        both.retainAll(page.keySet());
        assertThat(both).hasSizeGreaterThan(30);
        both.forEach(selector ->
                assertThat(file.get(selector)).as(selector).containsExactlyInAnyOrderEntriesOf(page.get(selector)));
    }

    /** Each class that a drawing uses has a rule on pages and in files. */
    @Test
    void everyClassHasARule() throws IOException {
        String page = sheet("drawing.css");
        for (String used : used()) {
            assertThat(page).as(used).containsPattern("\\." + Pattern.quote(used) + "[ ,{]");
            assertThat(StandAlone.HEAD).as(used).containsPattern("\\." + Pattern.quote(used) + "[ ,{]");
        }
    }

    private static Set<String> used() {
        var used = new TreeSet<String>();
        Stream.iterate(0L, seed -> seed < 40, seed -> seed + 1)
                .flatMap(seed -> Stream.of(
                        Poster.of(SamplePictures.ring(seed)),
                        Layout.phone(SamplePictures.ring(seed)),
                        Poster.of(SamplePictures.tasks(seed, 8)),
                        LanesLayoutTest.drawing(seed)))
                .map(drawing -> SvgRenderer.page(drawing, ref -> Optional.empty(), "p"))
                .forEach(svg -> CLASS.matcher(svg)
                        .results()
                        .flatMap(classes -> Stream.of(classes.group(1).split(" ")))
                        .forEach(used::add));
        assertThat(used).contains("e-clash", "e-clash-thin", "track-live", "wait", "badge-t");
        used.removeAll(ELSEWHERE);
        return used;
    }
}
