package dev.interlock.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.policy.Bundles;
import dev.interlock.policy.compile.PolicyBundle;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Conditions of rules, as the catalogue answers them for a call. */
class RuleConditionTest {

    private static final PolicyBundle.Compiled FORBIDDING = Bundles.compiled("""
        server: erp
        objects: {vendor: {}}
        tools:
          read: {duty: vendor.read, on: {vendor: args.id}, secret: [args.token]}
          list: {duty: vendor.list}
          run:
            any-of:
              - {when: 'args.mode == "edit"', duty: vendor.edit, on: {vendor: args.id}}
              - {when: 'args.mode == "read"', duty: vendor.read, on: {vendor: args.id}}
              - {when: 'args.mode == "read"', duty: vendor.read, on: {vendor: args.other}}
        intents:
          all: {goal: All, allow: [vendor.read, vendor.list, vendor.edit]}
        rules:
          - {id: F-1, title: t, forbid: {duty: vendor.read, when: 'args.id == "V-1" || args.token == "x"'}}
          - {id: F-2, title: t, forbid: {duty: [vendor.edit, vendor.read], when: 'object.vendor == "V-2"'}}
          - {id: F-3, title: t, forbid: {duty: vendor.list}}
        """);

    private static CallFacts forbidding(String tool, Map<String, ?> args) {
        return FORBIDDING.facts("erp", tool, args, "sha-256:ab");
    }

    @Test
    void conditionsOfRulesAreAskedOfTheCallsThatTheyConcern() {
        CallFacts read = forbidding("read", Map.of("id", "V-1", "token", "y"));
        assertThat(read.conditions()).isEqualTo(Map.of("F-1", true, "F-2", false));
        assertThat(read.projection()).containsEntry("args.id", "V-1");
        assertThat(read.projection().toString()).as("what is secret stays so").doesNotContain("y");
        assertThat(forbidding("list", Map.of()).conditions()).isEmpty();
        assertThat(forbidding("run", Map.of("mode", "edit", "id", "V-2")).conditions())
                .containsEntry("F-2", true)
                .doesNotContainKey("F-1");
    }

    @Test
    void aConditionOfARuleThatErrsHasNoResult() {
        CallFacts read = forbidding("read", Map.of("id", "V-3"));
        assertThat(read.conditions()).isEqualTo(Map.of("F-2", false));
        assertThat(read.faults()).isEmpty();
        // Which of two vendors is meant cannot be told.
        assertThat(forbidding("run", Map.of("mode", "read", "id", "V-2", "other", "V-3", "token", "y"))
                        .conditions())
                .containsEntry("F-1", false)
                .doesNotContainKey("F-2");
    }
}
