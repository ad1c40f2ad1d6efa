package dev.interlock.server.identity.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of issuers, each of which says in words of its own who has a token. */
public enum Preset {

    /** Any issuer: its name for somebody is {@code sub}; other claims that are texts can be asked for by their names. */
    OPENID {
        @Override
        JwtResult<Subject> read(Claims claims, SortedMap<String, String> attributes) {
            attributes.put("subject", claims.subject().orElseThrow());
            claims.tree().properties().forEach(member -> {
                if (member.getValue().isTextual()) {
                    attributes.put(CLAIM + member.getKey(), member.getValue().textValue());
                }
            });
            return made(claims, attributes, claims.text("sid").map(session -> "session " + session));
        }
    },

    /**
     * Service accounts of Kubernetes, by tokens that are bound to a pod or were asked for (TokenRequest): {@code sub} and the private
     * claims have to agree, and the instance is the pod.
     */
    KUBERNETES {
        @Override
        JwtResult<Subject> read(Claims claims, SortedMap<String, String> attributes) {
            ObjectNode bound = Json.child(claims.tree(), "kubernetes.io");
            if (bound == null) {
                return JwtResult.refused(
                        JwtProblem.CLAIM,
                        "the token does not belong to a Kubernetes service account or is not bound to an object"
                                + " (`kubernetes.io`): project a token into the pod");
            }
            String namespace = text(bound.path("namespace"));
            String account = text(bound.path("serviceaccount").path("name"));
            String uid = text(bound.path("serviceaccount").path("uid"));
            if (namespace.isEmpty()
                    || account.isEmpty()
                    || uid.isEmpty()
                    || !claims.subject().equals(Optional.of("system:serviceaccount:" + namespace + ":" + account))) {
                return JwtResult.refused(
                        JwtProblem.CLAIM, "the token's `sub` does not match the service account that it is bound to");
            }
            attributes.put("namespace", namespace);
            attributes.put("service-account", account);
            attributes.put("service-account-uid", uid);
            String pod = text(bound.path("pod").path("uid"));
            return made(claims, attributes, pod.isEmpty() ? Optional.empty() : Optional.of("pod " + pod));
        }
    },

    /** Jobs of GitHub Actions; the instance is the run, by its attempt. */
    GITHUB {
        @Override
        JwtResult<Subject> read(Claims claims, SortedMap<String, String> attributes) {
            Optional<String> run = claims.text("run_id");
            if (claims.text("repository").isEmpty() || run.isEmpty()) {
                return JwtResult.refused(
                        JwtProblem.CLAIM, "the token does not belong to a GitHub Actions job (`repository`, `run_id`)");
            }
            attributes.put("subject", claims.subject().orElseThrow());
            for (String claim : OF_JOBS) {
                claims.text(claim).ifPresent(value -> attributes.put(claim.replace('_', '-'), value));
            }
            String instance =
                    "run " + run.get() + "/" + claims.text("run_attempt").orElse("") + "/"
                            + claims.text("check_run_id").orElse("");
            return made(claims, attributes, Optional.of(instance));
        }
    };

    /** The issuer of tokens for jobs of GitHub Actions. */
    public static final String GITHUB_ISSUER = "https://token.actions.githubusercontent.com";

    /** The attributes that conditions on jobs of GitHub Actions can be about. */
    static final List<String> OF_JOBS = List.of(
            "repository",
            "repository_id",
            "repository_owner",
            "repository_owner_id",
            "ref",
            "ref_type",
            "environment",
            "event_name",
            "job_workflow_ref",
            "workflow_ref",
            "actor");

    /** The prefix of the name of a claim that is an attribute as it is. */
    public static final String CLAIM = "claim ";

    /**
     * The holder of a token.
     *
     * @param name {@code sub}
     * @param attributes what can be asked for, by the name under which it is written in a configuration
     * @param instance the one running instance that has it, if the token says so; unique to its issuer
     */
    public record Subject(String name, SortedMap<String, String> attributes, Optional<String> instance) {}

    /** Reads a token that was verified. */
    public JwtResult<Subject> subject(Claims claims) {
        SortedMap<String, String> attributes = new TreeMap<>();
        return read(claims, attributes);
    }

    /** The attributes that an identity may name as they are. */
    public Set<String> conditions() {
        return switch (this) {
            case OPENID -> Set.of("subject");
            case KUBERNETES -> Set.of("namespace", "service-account", "service-account-uid");
            case GITHUB ->
                Stream.concat(Stream.of("subject"), OF_JOBS.stream().map(claim -> claim.replace('_', '-')))
                        .collect(Collectors.toCollection(TreeSet::new));
        };
    }

    /** Returns what an identity that names these attributes lacks to mean somebody in particular. */
    public Optional<String> missing(Set<String> named) {
        return switch (this) {
            case OPENID ->
                named.contains("subject") ? Optional.empty() : Optional.of("`subject:`, the `sub` of its tokens");
            case KUBERNETES ->
                named.contains("namespace") && named.contains("service-account")
                        ? Optional.empty()
                        : Optional.of("both `namespace:` and `service-account:`");
            case GITHUB ->
                named.contains("repository") || named.contains("repository-id") || named.contains("subject")
                        ? Optional.empty()
                        : Optional.of("`repository:`, such as `acme/payments`");
        };
    }

    abstract JwtResult<Subject> read(Claims claims, SortedMap<String, String> attributes);

    static JwtResult<Subject> made(Claims claims, SortedMap<String, String> attributes, Optional<String> instance) {
        return JwtResult.ok(new Subject(claims.subject().orElseThrow(), attributes, instance));
    }

    static String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : "";
    }
}
