package dev.interlock.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.Bundles;
import dev.interlock.policy.compile.PolicyBundle;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ids in arguments have to be canonical; those in results, and of what sources tell, become so. */
class ObjectIdsTest {

    private static final PolicyBundle.Compiled BUNDLE = (PolicyBundle.Compiled) PolicyBundle.load(Bundles.with("""
        server: erp
        objects:
          vendor: {id: {form: integer}}
          file: {id: {form: path}, of: {vendor: one}}
          tag: {id: {form: pattern, pattern: "[a-z]+(-[a-z]+)*", ignore: [case, spaces]}, of: {vendor: many}}
        tools:
          make: {duty: vendor.make, creates: {vendor: result.id}}
          put: {duty: file.put, creates: {file: result.path}, of: {vendor: args.vendor}}
          mark: {duty: tag.mark, on: {tag: args.tag}, check: {vendor: args.vendor?}}
        intents:
          all: {goal: All, allow: [vendor.make, file.put, tag.mark]}
        """));

    private static CallFacts facts(String tool, Map<String, ?> args) {
        return BUNDLE.facts("erp", tool, args, "sha-256:ab");
    }

    private static Created created(String tool, Map<String, ?> args, Map<String, ?> result) {
        return BUNDLE.catalog().created("erp", tool, args, result, null);
    }

    @Test
    void anArgumentIsWrittenInOneWay() {
        CallFacts facts = facts("put", Map.of("vendor", "007"));
        assertThat(facts.related()).isEmpty();
        assertThat(facts.faults())
                .extracting(Object::toString)
                .singleElement()
                .asString()
                .contains("args.vendor", "`7`");
        assertThat(facts("put", Map.of("vendor", 7L)).related()).containsExactly(new Key("vendor", "7"));
    }

    @Test
    void whatIsOnlyAssertedToo() {
        assertThat(facts("mark", Map.of("tag", "a", "vendor", "+7")).faults()).hasSize(1);
    }

    @Test
    void aPatternMatchesTheCanonicalSpelling() {
        assertThat(facts("mark", Map.of("tag", "red-green")).faults()).isEmpty();
        assertThat(facts("mark", Map.of("tag", "Red-Green")).faults().getFirst().message())
                .contains("`red-green`");
        assertThat(facts("mark", Map.of("tag", "red_green")).faults().getFirst().message())
                .contains("[a-z]+");
    }

    @Test
    void aResultIsBroughtIntoItsCanonicalSpelling() {
        assertThat(created("make", Map.of(), Map.of("id", "01001")))
                .isEqualTo(new Created.Named(List.of(new Key("vendor", "1001"))));
        assertThat(created("put", Map.of("vendor", 7L), Map.of("path", "./a//b")))
                .isEqualTo(new Created.Named(List.of(new Key("file", "a/b"))));
    }

    @Test
    void aResultWithoutCanonicalSpellingNamesNothing() {
        assertThat(created("make", Map.of(), Map.of("id", "1_001"))).isInstanceOf(Created.Unnamed.class);
        assertThat(created("make", Map.of(), Map.of("id", "\u0667"))).isInstanceOf(Created.Unnamed.class);
        assertThat(created("put", Map.of("vendor", 7L), Map.of("path", "../b"))).isInstanceOf(Created.Unnamed.class);
    }

    @Test
    void whatASourceTellsIsBroughtIntoItToo() {
        CallFacts told = told(Map.of("tag", "Red Green", "vendor", "007"));
        assertThat(told.faults()).isEmpty();
        assertThat(told.objects()).containsExactly(new Key("tag", "redgreen"));
        assertThat(told.checks()).containsExactly(new Key("vendor", "7"));
        assertThat(told(Map.of("tag", "1")).faults()).hasSize(1);
    }

    private static CallFacts told(Map<String, ?> args) {
        return BUNDLE.catalog().readTold("erp", "mark", args, "sha-256:ab").facts();
    }
}
