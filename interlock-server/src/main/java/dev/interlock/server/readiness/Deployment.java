package dev.interlock.server.readiness;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.lint.Sources;
import dev.interlock.policy.story.Variant;
import dev.interlock.policy.yaml.Place;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigPlaces;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.upstream.UpstreamConfig;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A bundle and a configuration together: who is registered, and which calls can reach a server. Immutable. */
final class Deployment {

    private final PolicyBundle.Compiled policy;
    private final ServerConfig config;
    private final ConfigPlaces written;
    private final List<ToolCall> calls;

    Deployment(PolicyBundle.Compiled policy, ConfigOutcome.Loaded loaded) {
        this.policy = policy;
        this.config = loaded.config();
        this.written = loaded.places();
        this.calls = Variant.of(policy.catalog()).stream()
                .filter(variant ->
                        !variant.tool().observed() && isReachable(variant.tool().server()))
                .map(this::call)
                .toList();
    }

    private ToolCall call(Variant variant) {
        Optional<String> risk = variant.entry()
                .flatMap(entry -> entry.mapping().risk())
                .or(() -> variant.tool().base().risk());
        return new ToolCall(variant, variant.marks(), variant.duties(), tier(risk));
    }

    private Tier tier(Optional<String> name) {
        Tier tier = name.map(bundle().tiers()::get).orElse(null);
        return tier == null ? bundle().strictest() : tier;
    }

    Bundle bundle() {
        return policy.engine();
    }

    /** The places in the bundle's files. */
    Sources inBundle() {
        return policy.places();
    }

    ServerConfig config() {
        return config;
    }

    /** The places in the configuration. */
    ConfigPlaces inConfig() {
        return written;
    }

    /** The place of a key of an agent's in the configuration; of its name where it has no such key. */
    Place agent(Caller agent, String... path) {
        String[] whole = new String[path.length + 2];
        whole[0] = agent.person() ? "people" : "agents";
        whole[1] = agent.name();
        System.arraycopy(path, 0, whole, 2, path.length);
        return written.at(whole);
    }

    /**
     * Returns whether calls of a server's tools can come in: it is behind the gateway or Interlock itself, or somebody outside may ask
     * about it.
     */
    boolean isReachable(String server) {
        return server.equals(UpstreamConfig.OURS)
                || config.upstreams().containsKey(server)
                || config.apis().containsKey(server)
                || config.authzen().isPresent();
    }

    /** All tools of the catalogue, reachable or not. */
    Collection<ToolEntry> tools() {
        return policy.catalog().tools().values();
    }

    /** The ways to call the tools that can be called. */
    List<ToolCall> calls() {
        return calls;
    }

    List<Caller> agents() {
        return registered(Caller::agent);
    }

    List<Caller> people() {
        return registered(Caller::person);
    }

    List<Caller> verifiers() {
        return registered(Caller::verifier);
    }

    private List<Caller> registered(Predicate<Caller> kind) {
        return config.registry().all().stream().filter(kind).toList();
    }

    /** The people of a group. */
    List<Caller> people(String group) {
        return registered(caller -> caller.person() && caller.groups().contains(group));
    }

    /** Those who may make calls: agents and, where enforcement points ask about whom they know, people as well. */
    List<Caller> performers() {
        return registered(
                caller -> caller.agent() || caller.person() && config.authzen().isPresent());
    }

    /** The tier by which a rule judges a call. */
    Tier tier(Rule rule, ToolCall call) {
        return rule.head().risk().isPresent() ? tier(rule.head().risk()) : call.tier();
    }

    /** The marks of the calls that the rule judges by themselves: of a requirement, those that need something. */
    static Set<String> looksAt(Rule rule) {
        return rule instanceof Rule.Require require ? Set.of(require.trigger()) : rule.allMarks();
    }

    /** The outcome of a finding of the rule for a call. */
    Outcome outcome(Rule rule, ToolCall call) {
        if (rule.head().observe()) {
            return Outcome.RECORD;
        }
        boolean missing = rule instanceof Rule.Require
                || rule instanceof Rule.Order order && order.after().isPresent();
        return missing ? tier(rule, call).onMissing() : tier(rule, call).onConflict();
    }

    /** Returns whether a source is configured that the bundle trusts for the duty, and a tool carries the duty. */
    boolean isTold(String duty) {
        return config.registry().sources().stream()
                        .anyMatch(source -> bundle().trustedFor(source).contains(duty))
                && tools().stream()
                        .flatMap(ToolEntry::mappings)
                        .map(Mapping::marks)
                        .anyMatch(m -> m.contains(duty));
    }
}
