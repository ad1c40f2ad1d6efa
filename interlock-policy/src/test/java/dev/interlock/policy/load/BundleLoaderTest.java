package dev.interlock.policy.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.Diagnostics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleLoaderTest {

    private final Diagnostics diagnostics = new Diagnostics();

    private BundleFiles load(Map<String, String> files) {
        Map<String, byte[]> bytes = new HashMap<>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return BundleLoader.load(new MemoryTree(bytes), diagnostics);
    }

    private String digest(Map<String, String> files) {
        return load(files).digest();
    }

    @Test
    void theDigestCoversPathsAndBytesOfWhatIsIncludedAndNothingElse() {
        String digest = digest(Map.of("interlock.yaml", "include: [a.yaml]", "a.yaml", "x: 1"));
        assertThat(digest).matches("sha-256:[0-9a-f]{64}");
        assertThat(digest(Map.of("interlock.yaml", "include: [a.yaml]", "a.yaml", "x: 1", "tests/t.yaml", "y: 2")))
                .isEqualTo(digest);
        assertThat(digest(Map.of("interlock.yaml", "include: [a.yaml]", "a.yaml", "x: 2")))
                .isNotEqualTo(digest);
        assertThat(digest(Map.of("interlock.yaml", "include: [b.yaml]", "b.yaml", "x: 1")))
                .isNotEqualTo(digest);
    }

    @Test
    void movingBytesFromOneFileToAnotherChangesTheDigest() {
        String one = digest(Map.of("interlock.yaml", "include: [a, b]", "a", "#xx\ny: 1", "b", "z: 1"));
        String two = digest(Map.of("interlock.yaml", "include: [a, b]", "a", "#x\ny: 1", "b", "#x\nz: 1"));
        assertThat(one).isNotEqualTo(two);
    }

    @Test
    void patternsMatchWithinAFolderAndOverFolders() {
        BundleFiles files = load(Map.of(
                "interlock.yaml", "include: ['rules/*.yaml', '**/deep?.yaml', one.yaml]",
                "rules/b.yaml", "b: 1",
                "rules/a.yaml", "a: 1",
                "rules/more/c.yaml", "c: 1",
                "x/y/deep1.yaml", "d: 1",
                "deep2.yaml", "include: [interlock2.yaml]",
                "interlock2.yaml", "e: 1",
                "one.yaml", "f: 1"));
        assertThat(diagnostics.sorted()).isEmpty();
        assertThat(files.parsed())
                .extracting(BundleFiles.Parsed::path)
                .containsExactly(
                        "interlock.yaml",
                        "rules/a.yaml",
                        "rules/b.yaml",
                        "deep2.yaml",
                        "interlock2.yaml",
                        "x/y/deep1.yaml",
                        "one.yaml");
    }

    @Test
    void aBundleWithoutRootIsReported() {
        assertThat(load(Map.of("other.yaml", "a: 1")).parsed()).isEmpty();
        assertThat(diagnostics.sorted()).extracting(Diagnostic::check).containsExactly(Check.FILE_MISSING);
    }

    @Test
    void aFileThatIncludesItselfIsACycle() {
        load(Map.of("interlock.yaml", "include: [interlock.yaml]"));
        assertThat(diagnostics.sorted())
                .singleElement()
                .satisfies(d -> assertThat(d.message()).isEqualTo("cyclic include: interlock.yaml -> interlock.yaml"));
    }

    @Test
    void filesAndBundlesHaveASize() {
        load(Map.of("interlock.yaml", "a: " + "x".repeat(BundleLoader.MAX_FILE_BYTES)));
        assertThat(diagnostics.sorted()).extracting(Diagnostic::check).containsExactly(Check.TOO_LARGE);
        Map<String, String> many = new HashMap<>();
        many.put("interlock.yaml", "include: ['*.yaml']");
        for (int i = 0; i < BundleLoader.MAX_FILES + 10; i++) {
            many.put("f" + i + ".yaml", "a: 1");
        }
        load(many);
        assertThat(diagnostics.sorted())
                .hasSize(2)
                .extracting(Diagnostic::check)
                .containsOnly(Check.TOO_LARGE);
    }

    @Test
    void aLinkOutOfTheFolderIsRefusedAndOneWithinIsNot(@TempDir Path temp) throws IOException {
        Path folder = Files.createDirectory(temp.resolve("bundle"));
        Files.writeString(temp.resolve("outside.yaml"), "a: 1");
        Files.writeString(folder.resolve("inside.yaml"), "b: 1");
        Files.createSymbolicLink(folder.resolve("out.yaml"), temp.resolve("outside.yaml"));
        Files.createSymbolicLink(folder.resolve("in.yaml"), folder.resolve("inside.yaml"));
        Files.writeString(folder.resolve("interlock.yaml"), "include: [out.yaml, in.yaml]");
        BundleFiles files = BundleLoader.load(new FolderTree(folder), diagnostics);
        assertThat(diagnostics.sorted()).extracting(Diagnostic::check).containsExactly(Check.OUTSIDE_FOLDER);
        assertThat(files.parsed()).extracting(BundleFiles.Parsed::path).containsExactly("interlock.yaml", "in.yaml");
        assertThat(diagnostics.sorted().toString()).doesNotContain(temp.toString());
    }

    /** A rule that is not loaded is a rule that is not enforced. */
    @Test
    void aFolderThatAPatternReachesAndThatIsTooDeepIsAMistake(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("interlock.yaml"), "include: ['*.yml', 'a/**/*.yaml']");
        Path deep = Files.createDirectories(folder.resolve("a/2/3/4/5/6/7/8/9/10/11/12/13"));
        Files.writeString(deep.resolve("rules.yaml"), "a: 1");
        Files.writeString(folder.resolve("a/some.yaml"), "a: 1");
        Files.writeString(folder.resolve("b.yml"), "a: 1");
        BundleLoader.load(new FolderTree(folder), diagnostics);
        assertThat(diagnostics.sorted()).singleElement().satisfies(d -> {
            assertThat(d.check()).isEqualTo(Check.UNREADABLE);
            assertThat(d.message())
                    .isEqualTo("the folder `a/2/3/4/5/6/7/8/9/10/11/12` cannot be searched for files that match"
                            + " `a/**/*.yaml`: it is more than 11 folders deep");
        });
    }

    @Test
    void aFolderThatMayNotBeReadIsAMistakeForThePatternsThatReachIt(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("interlock.yaml"), "include: ['*.yml', 'rules/*.yaml']");
        Files.writeString(folder.resolve("b.yml"), "a: 1");
        var tree = new MemoryTree(Map.of(
                "interlock.yaml",
                Files.readAllBytes(folder.resolve("interlock.yaml")),
                "b.yml",
                "a: 1".getBytes(StandardCharsets.UTF_8)));
        FileTree closed = new FileTree() {
            @Override
            public Listing list() {
                return new Listing(
                        tree.list().files(),
                        List.of(
                                new Unlisted("rules", "permission denied"),
                                new Unlisted("other", "permission denied")));
            }

            @Override
            public Content read(String path, int limit) {
                return tree.read(path, limit);
            }
        };
        BundleLoader.load(closed, diagnostics);
        assertThat(diagnostics.sorted())
                .filteredOn(Diagnostic::isError)
                .singleElement()
                .satisfies(d -> assertThat(d.message()).startsWith("the folder `rules` cannot be searched"));
    }

    @Test
    void aFolderInThePlaceOfAFileAndAMissingFolderAreReported(@TempDir Path temp) throws IOException {
        Files.createDirectory(temp.resolve("interlock.yaml"));
        BundleLoader.load(new FolderTree(temp), diagnostics);
        BundleLoader.load(new FolderTree(temp.resolve("nowhere")), diagnostics);
        assertThat(diagnostics.sorted())
                .extracting(Diagnostic::check)
                .containsExactlyInAnyOrder(Check.UNREADABLE, Check.FILE_MISSING);
    }
}
