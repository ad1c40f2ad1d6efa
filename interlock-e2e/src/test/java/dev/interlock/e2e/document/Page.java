package dev.interlock.e2e.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A document with its code.
 *
 * @param name its path from the root of the checkout
 * @param text all of it
 */
record Page(String name, String text) {
    static final Path ROOT =
            Path.of(System.getProperty("interlock.root", "..")).toAbsolutePath().normalize();

    private static final Pattern BLOCK =
            Pattern.compile("(?ms)^ *```(\\S*)(?: +(\\S+))?$\\n(.*?)^ *```$(?:(?=\\s*^```text\\n(.*?)^```$))?");
    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern INLINE = Pattern.compile("`([^`]+)`");

    /**
     * A fenced block.
     *
     * @param language what follows the fence: `sh` holds commands
     * @param suite the suite of `interop/run` that runs it; empty: the tests of the pages do
     * @param code its lines
     * @param printed the block `text` that follows it
     */
    record Block(String language, String suite, String code, Optional<String> printed) {
        boolean isCommands() {
            return language.equals("sh");
        }
    }

    /** The documents that users and contributors read. */
    static List<Page> all() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> below = Files.walk(ROOT.resolve("docs"))) {
            Stream<Path> others =
                    Stream.of("bundles/README.md", "bench/RESULTS.md").map(ROOT::resolve);
            return Stream.of(top, below, others)
                    .flatMap(paths -> paths)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .map(Page::read)
                    .toList();
        }
    }

    private static Page read(Path file) {
        try {
            String name = ROOT.relativize(file).toString().replace('\\', '/');
            return new Page(name, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Block> blocks() {
        return BLOCK.matcher(text)
                .results()
                .map(found -> new Block(
                        found.group(1),
                        Optional.ofNullable(found.group(2)).orElse(""),
                        found.group(3),
                        Optional.ofNullable(found.group(4))))
                .toList();
    }

    /** The code within its sentences, each on one line. */
    List<String> inline() {
        Matcher code = INLINE.matcher(FENCED.matcher(text).replaceAll(""));
        return code.results()
                .map(found -> found.group(1).replaceAll("\\s+", " ").strip())
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
