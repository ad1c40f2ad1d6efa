package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The styles of the console: one rule for a thing, and none for what no page has. */
class StylesTest {

    private static final Path STYLES = Path.of("src/main/resources/dev/interlock/server/console");
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern STEP = Pattern.compile("([^{}]*)\\{|\\}");
    private static final Pattern CLASS = Pattern.compile("\\.([A-Za-z][\\w-]*)");
    private static final Pattern WORD = Pattern.compile("[A-Za-z][\\w-]*");

    /**
     * The selector of a rule.
     *
     * @param within the media that it is for; empty for all
     */
    private record Selector(String within, String text) {}

    @Test
    void aSelectorOccursOnce() throws IOException {
        var seen = new TreeSet<String>();
        for (Selector selector : selectors()) {
            assertThat(seen.add(selector.within() + " " + selector.text()))
                    .as("a second rule for %s", selector)
                    .isTrue();
        }
        assertThat(seen).hasSizeGreaterThan(300);
    }

    @Test
    void eachClassIsOnAPage() throws IOException {
        Set<String> words = words();
        for (Selector selector : selectors()) {
            Matcher matcher = CLASS.matcher(selector.text());
            while (matcher.find()) {
                String name = matcher.group(1);
                String counted = name.replaceAll("-[0-9]+$", "-");
                assertThat(words.contains(name) || words.contains(counted))
                        .as("%s has a class that nothing has", selector)
                        .isTrue();
            }
        }
    }

    private static List<Selector> selectors() throws IOException {
        var all = new ArrayList<Selector>();
        for (Path sheet : files(STYLES, ".css")) {
            String text = COMMENT.matcher(Files.readString(sheet)).replaceAll("");
            var open = new ArrayList<String>();
            Matcher step = STEP.matcher(text);
            while (step.find()) {
                if (step.group(1) == null) {
                    open.removeLast();
                    continue;
                }
                // what ends before it are declarations of no block, as there are none between rules
                String selector = step.group(1).strip().replaceAll("\\s+", " ");
                String within = String.join(" ", open);
                if (!selector.startsWith("@") && !within.contains("@keyframes") && !sheet.endsWith("tokens.css")) {
                    all.add(new Selector(within, selector));
                }
                open.add(selector);
            }
        }
        return all;
    }

    /** Every word of what makes pages: templates, scripts, and the code that draws pictures. */
    private static Set<String> words() throws IOException {
        var words = new TreeSet<String>();
        var sources = new ArrayList<Path>(files(Path.of("src/main/jte"), ".jte"));
        sources.addAll(files(STYLES, ".js"));
        sources.addAll(files(Path.of("src/main/java/dev/interlock/server/console"), ".java"));
        sources.addAll(files(Path.of("src/main/java/dev/interlock/server/graph"), ".java"));
        for (Path source : sources) {
            WORD.matcher(Files.readString(source)).results().forEach(word -> words.add(word.group()));
        }
        return words;
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }
}
