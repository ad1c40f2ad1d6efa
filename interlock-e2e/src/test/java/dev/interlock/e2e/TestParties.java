package dev.interlock.e2e;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.registry.Token;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who plays, and their tokens, which are made anew for each performance. */
public final class TestParties {

    /** One of them. */
    private record Member(
            String name, boolean person, boolean root, String owner, List<String> groups, Optional<String> intent) {}

    private static final List<Member> MEMBERS = List.of(
            agent("clerk", true, "purchasing"),
            agent("colleague", true, "purchasing"),
            agent("helper", false, "tess"),
            agent("assistant", false, "elsewhere"),
            agent("booker", true, "payables"),
            agent("payer", true, "tess"),
            agent("walk-in", true, "visitors", "review"),
            agent("stranger", true, "visitors"),
            person("olivia", "purchasing-lead"),
            person("bert", "payables-lead"),
            person("ina", "instructions", "ap-approvers"),
            person("tess", "board", "ap-approvers"),
            person("vera", "controlling", "ap-approvers"),
            person("victor", "controlling", "ap-approvers"),
            person("sam", "sales", "auditors"),
            person("adam", "it", "administrators"),
            person("eve", "security", "administrators"));

    /** Tells what models are asked. */
    static final String SOURCE = "llm-gateway";

    /** Asks for decisions on calls that it carries out itself. */
    static final String MESH = "mesh";

    private final Map<String, Token> tokens = new TreeMap<>();

    public TestParties() {
        var random = new SecureRandom();
        MEMBERS.forEach(member -> tokens.put(member.name(), Token.create(random)));
        tokens.put(SOURCE, Token.create(random));
        tokens.put(MESH, Token.create(random));
        Leaks.RUN.ofCallers(secrets());
    }

    private static Member agent(String name, boolean root, String owner) {
        return new Member(name, false, root, owner, List.of(), Optional.empty());
    }

    private static Member agent(String name, boolean root, String owner, String implicitIntent) {
        return new Member(name, false, root, owner, List.of(), Optional.of(implicitIntent));
    }

    private static Member person(String name, String owner, String... groups) {
        return new Member(name, true, true, owner, List.of(groups), Optional.empty());
    }

    Registry registry() {
        var hash = known(SOURCE).hash();
        var source =
                new Caller(SOURCE, hash.runtime(), false, false, new TreeMap<>(), new TreeSet<>(), Optional.empty());
        return new Registry(
                MEMBERS.stream().map(this::entry).toList(),
                List.of(new Registry.Entry(source, List.of(hash))),
                List.of(enforcer()));
    }

    private Registry.Entry enforcer() {
        var hash = known(MESH).hash();
        var mesh = new Caller(MESH, hash.runtime(), false, false, new TreeMap<>(), new TreeSet<>(), Optional.empty());
        return new Registry.Entry(mesh, List.of(hash));
    }

    private Registry.Entry entry(Member member) {
        var hash = token(member).hash();
        var attributes = new TreeMap<String, AttributeValue>(Map.of("owner", AttributeValue.known(member.owner())));
        if (!member.person()) {
            attributes.put("model", AttributeValue.known("model-of-" + member.name()));
        }
        return new Registry.Entry(
                new Caller(
                        member.name(),
                        hash.runtime(),
                        member.person(),
                        member.root(),
                        attributes,
                        new TreeSet<>(member.groups()),
                        member.intent()),
                List.of(hash));
    }

    /** The same as the `agents` and `people` of a configuration file. */
    String yaml() {
        var agents = new StringBuilder("agents:\n");
        var people = new StringBuilder("people:\n");
        for (Member member : MEMBERS) {
            String common = "  " + member.name() + ": {token: " + token(member).hash() + ", owner: " + member.owner();
            if (member.person()) {
                people.append(common)
                        .append(", groups: ")
                        .append(member.groups())
                        .append("}\n");
            } else {
                agents.append(common)
                        .append(", model: model-of-")
                        .append(member.name())
                        .append(member.root() ? ", root: true" : "")
                        .append(member.intent()
                                .map(intent -> ", intent: " + intent)
                                .orElse(""))
                        .append("}\n");
            }
        }
        return agents.append(people).toString();
    }

    private Token token(Member member) {
        return known(member.name());
    }

    Token known(String name) {
        Token token = tokens.get(name);
        if (token == null) {
            throw new IllegalArgumentException("nobody is called `" + name + "`");
        }
        return token;
    }

    public String token(String name) {
        return known(name).reveal();
    }

    /** All secrets there are. */
    Collection<String> secrets() {
        return tokens.values().stream().map(Token::reveal).toList();
    }
}
