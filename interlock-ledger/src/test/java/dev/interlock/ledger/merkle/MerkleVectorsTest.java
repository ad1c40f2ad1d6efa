package dev.interlock.ledger.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.interlock.ledger.Shared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The vectors of transparency-dev/merkle, most of them negative. */
class MerkleVectorsTest {
    private final ProofVerifier verifier = new ProofVerifier();

    @TestFactory
    Stream<DynamicTest> inclusion() throws IOException {
        return vectors(
                "inclusion",
                98,
                v -> verifier.inclusion(
                        v.number("leafIdx"), v.number("treeSize"), v.hash("leafHash"), v.proof(), v.hash("root")));
    }

    @TestFactory
    Stream<DynamicTest> consistency() throws IOException {
        return vectors(
                "consistency",
                98,
                v -> verifier.consistency(
                        v.number("size1"), v.number("size2"), v.hash("root1"), v.hash("root2"), v.proof()));
    }

    @TestFactory
    Stream<DynamicTest> subtreeInclusion() throws IOException {
        return vectors(
                "subtreeinclusion",
                204,
                v -> verifier.subtreeInclusion(
                        v.number("leafIdx"),
                        v.number("start"),
                        v.number("end"),
                        v.hash("leafHash"),
                        v.proof(),
                        v.hash("root")));
    }

    @TestFactory
    Stream<DynamicTest> subtreeConsistency() throws IOException {
        return vectors(
                "subtreeconsistency",
                118,
                v -> verifier.subtreeConsistency(
                        v.number("start"),
                        v.number("end"),
                        v.number("size"),
                        v.hash("root1"),
                        v.hash("root2"),
                        v.proof()));
    }

    private interface Check {
        ProofResult check(Vector vector);
    }

    private static Stream<DynamicTest> vectors(String folder, int count, Check check) throws IOException {
        Path root = Shared.folder("vectors/merkle/testdata").resolve(folder);
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSize(count);
        return files.stream()
                .map(file -> dynamicTest(root.relativize(file).toString(), () -> {
                    Vector vector = Vector.read(file);
                    boolean possible = !vector.hasEmptyHash(); // a hash of no bytes cannot even be passed
                    assertThat(possible && check.check(vector).holds()).isEqualTo(!vector.wantsError());
                }));
    }

    /** Flat JSON objects of numbers, strings, booleans and one list of strings. */
    private record Vector(String json) {
        static Vector read(Path file) {
            try {
                return new Vector(Files.readString(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Optional<String> member(String name, String pattern) {
            Matcher matcher = Pattern.compile("\"" + name + "\":\\s*" + pattern).matcher(json);
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        }

        /** As the 64 bits of the unsigned number. */
        long number(String name) {
            return new BigInteger(member(name, "([0-9]+)").orElseThrow()).longValue();
        }

        boolean hasEmptyHash() {
            return Pattern.compile("\"(root|root1|root2|leafHash)\":\\s*\"\"")
                    .matcher(json)
                    .find();
        }

        Hash hash(String name) {
            return hashOf(member(name, "\"([^\"]+)\"").orElseThrow());
        }

        /** Where a vector has other than 32 bytes, a hash of them stands for them: equal only to itself. */
        private static Hash hashOf(String base64) {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return bytes.length == Hash.LENGTH ? Hash.of(bytes) : new TreeHasher().leaf(bytes);
        }

        List<Hash> proof() {
            Optional<String> list = member("proof", "\\[([^\\]]*)\\]");
            if (list.isEmpty()) {
                assertThat(member("proof", "(null)")).isPresent();
                return List.of();
            }
            List<Hash> proof = new ArrayList<>();
            Matcher element = Pattern.compile("\"([^\"]*)\"").matcher(list.get());
            while (element.find()) {
                proof.add(hashOf(element.group(1)));
            }
            return proof;
        }

        boolean wantsError() {
            return member("wantErr", "(true|false)").orElseThrow().equals("true");
        }
    }
}
