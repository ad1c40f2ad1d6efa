package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.enforce.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By which catalogue a call of an earlier bundle is read. */
class KeptCatalogsTest {

    @TempDir
    private Path folder;

    private PolicyBundle.Compiled earlier;
    private PolicyBundle.Compiled inForce;
    private PolicyArchive archive;

    @BeforeEach
    void keepTwoBundles() throws IOException {
        archive = new PolicyArchive(folder.resolve("data"));
        earlier = kept("earlier", "Read the ledger");
        inForce = kept("now", "Look at the ledger");
    }

    private PolicyBundle.Compiled kept(String name, String say) throws IOException {
        Path bundle = Files.createDirectories(folder.resolve(name));
        Files.writeString(bundle.resolve("interlock.yaml"), """
            interlock: v1
            name: test
            owner: controls@example.com
            independence: {line: [owner]}
            risk: {high: {independence: line, on-conflict: deny, on-missing: deny}}
            server: erp
            tools: {read: {duty: ledger.read, say: %s, effect: read}}
            intents: {read: {goal: Read, allow: [ledger.read]}}
            """.formatted(say));
        var compiled = (PolicyBundle.Compiled) PolicyBundle.load(bundle);
        archive.keep(bundle, compiled.digest());
        return compiled;
    }

    private KeptCatalogs catalogs(Optional<PolicyBundle.Compiled> now) {
        return new KeptCatalogs(new KeptBundles(archive), () -> now.map(Policy::of));
    }

    private static Optional<String> words(Optional<Catalog> catalog) {
        return catalog.flatMap(known -> known.tool("erp", "read"))
                .flatMap(tool -> tool.say())
                .map(say -> say.parts().toString());
    }

    private Path copyOf(PolicyBundle.Compiled bundle) throws IOException {
        try (Stream<Path> copies = Files.list(folder.resolve("data/policies"))) {
            return copies.filter(copy -> PolicyBundle.load(copy) instanceof PolicyBundle.Compiled one
                            && one.digest().equals(bundle.digest()))
                    .findFirst()
                    .orElseThrow()
                    .resolve("interlock.yaml");
        }
    }

    @Test
    void aCallReadsInTheWordsOfItsOwnBundle() {
        var catalogs = catalogs(Optional.of(inForce));
        assertThat(words(catalogs.apply(earlier.digest())))
                .hasValueSatisfying(w -> assertThat(w).contains("Read the"));
        assertThat(words(catalogs.apply(inForce.digest())))
                .hasValueSatisfying(w -> assertThat(w).contains("Look at"));
    }

    @Test
    void whereTheCopyIsGoneInThoseOfTheBundleInForce() throws IOException {
        Files.delete(copyOf(earlier));
        assertThat(words(catalogs(Optional.of(inForce)).apply(earlier.digest())))
                .hasValueSatisfying(w -> assertThat(w).contains("Look at"));
        assertThat(catalogs(Optional.empty()).apply(earlier.digest())).isEmpty();
    }

    /** Whoever can write to the data folder could let old calls read otherwise. */
    @Test
    void aCopyThatSomebodyChangedCountsForNothing() throws IOException {
        Path copy = copyOf(earlier);
        Files.writeString(copy, Files.readString(copy).replace("Read the", "Erase the"));
        assertThat(catalogs(Optional.empty()).apply(earlier.digest())).isEmpty();
    }

    @Test
    void manyBundlesAreReadOneAfterTheOther() throws IOException {
        var catalogs = catalogs(Optional.empty());
        for (int i = 0; i < 20; i++) {
            PolicyBundle.Compiled bundle = kept("b" + i, "Read it " + i);
            assertThat(words(catalogs.apply(bundle.digest())))
                    .hasValueSatisfying(w -> assertThat(w).contains("Read it"));
        }
        assertThat(words(catalogs.apply(earlier.digest()))).isPresent();
    }
}
