package dev.interlock.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.interlock.policy.Bundles;
import dev.interlock.policy.Folders;
import dev.interlock.policy.diagnostic.JsonRenderer;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.policy.load.MemoryTree;
import dev.interlock.policy.scenario.ScenarioSuite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whatever stands in the files, loading ends in a bundle or in diagnostics. The seeds make every failure repeatable. */
class MutationTest {

    private static final int ROUNDS = 2_000;

    private static final List<String> TOKENS = List.of(
            "{", "}", "[", "]", ":", "- ", "\n", "  ", "'", "\"", "&a ", "*a", "!!x ", "|", ">", "#", "null", "~", "-1",
            "1e9", "\u0000", "ü", "😀", "args.", "result.", "sink/", "\t", "---\n", "...\n", "%", "@", "`", ",", "?",
            "many", "0d");

    @Test
    void mutatedBundlesAreCompiledOrRejected() {
        SortedMap<String, byte[]> original = Bundles.files(Folders.accountsPayable());
        List<String> paths =
                original.keySet().stream().filter(p -> !p.startsWith("tests/")).toList();
        int compiled = 0;
        int rejected = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            SortedMap<String, byte[]> files = new TreeMap<>(original);
            int mutations = 1 + random.nextInt(3);
            for (int i = 0; i < mutations; i++) {
                String path = paths.get(random.nextInt(paths.size()));
                files.put(path, mutate(files.get(path), random));
            }
            try {
                PolicyBundle bundle = PolicyBundle.load(new MemoryTree(files));
                new TextRenderer(true).render(bundle.diagnostics());
                JsonRenderer.render(bundle.diagnostics());
                switch (bundle) {
                    case PolicyBundle.Compiled ok -> compiled++;
                    case PolicyBundle.Rejected no -> {
                        rejected++;
                        assertThat(no.diagnostics()).anyMatch(d -> d.isError());
                    }
                }
            } catch (RuntimeException | StackOverflowError e) {
                fail("seed " + seed, e);
            }
        }
        assertThat(compiled).as("some mutations do no harm").isPositive();
        assertThat(rejected).as("most do").isGreaterThan(ROUNDS / 2);
    }

    @Test
    void mutatedScenariosAreReported() {
        SortedMap<String, byte[]> original = Bundles.files(Folders.accountsPayable());
        PolicyBundle.Compiled bundle = (PolicyBundle.Compiled) PolicyBundle.load(new MemoryTree(original));
        List<String> paths =
                original.keySet().stream().filter(p -> p.startsWith("tests/")).toList();
        int failed = 0;
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            SortedMap<String, byte[]> files = new TreeMap<>(original);
            String path = paths.get(random.nextInt(paths.size()));
            files.put(path, mutate(files.get(path), random));
            try {
                failed += ScenarioSuite.run(bundle, new MemoryTree(files)).passed() ? 0 : 1;
            } catch (RuntimeException | StackOverflowError e) {
                fail("seed " + seed, e);
            }
        }
        assertThat(failed).isGreaterThan(50);
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> flip(bytes, random);
            case 1 -> lines(bytes, random, true);
            case 2 -> lines(bytes, random, false);
            case 3 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 4 -> insert(bytes, random);
            default -> swap(bytes, random);
        };
    }

    private static byte[] flip(byte[] bytes, Random random) {
        byte[] copy = bytes.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    private static byte[] lines(byte[] bytes, Random random, boolean delete) {
        List<String> lines = new ArrayList<>(
                new String(bytes, StandardCharsets.UTF_8).lines().toList());
        if (!lines.isEmpty()) {
            int at = random.nextInt(lines.size());
            if (delete) {
                lines.remove(at);
            } else {
                lines.add(at, lines.get(random.nextInt(lines.size())));
            }
        }
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] insert(byte[] bytes, Random random) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = random.nextInt(text.length() + 1);
        String token = new String(
                TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8),
                StandardCharsets.ISO_8859_1);
        return (text.substring(0, at) + token + text.substring(at)).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Exchanges two words, which keeps most files well-formed and makes their names wrong. */
    private static byte[] swap(byte[] bytes, Random random) {
        String[] words = new String(bytes, StandardCharsets.ISO_8859_1).split("(?<=\\W)|(?=\\W)");
        if (words.length > 1) {
            int a = random.nextInt(words.length);
            int b = random.nextInt(words.length);
            String word = words[a];
            words[a] = words[b];
            words[b] = word;
        }
        return String.join("", words).getBytes(StandardCharsets.ISO_8859_1);
    }
}
