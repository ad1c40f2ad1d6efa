package dev.interlock.server.oauth;

import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.ServedDoorConformance;
import dev.interlock.server.fixture.Trees;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The token endpoint: a workload proves itself with its token and a key, in a form. */
class OAuthDoorConformanceTest extends ServedDoorConformance {

    private static final String TASK = "[{\"type\":\"interlock_task\",\"intent\":\"use\"}]";

    private static Sent form(Map<String, String> parameters) {
        return Sent.of("POST", Metadata.TOKEN)
                .and("Content-Type", "application/x-www-form-urlencoded")
                .body(parameters.entrySet().stream()
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
    }

    private Sent asking(String agent, String details) {
        String svid = trust.svid("/" + agent, Instant.now());
        Leaks.RUN.ofCaller(svid);
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", Grants.EXCHANGE);
        parameters.put("subject_token_type", "urn:ietf:params:oauth:token-type:jwt");
        parameters.put("resource", URL + "/mcp/fix");
        parameters.put("authorization_details", details);
        parameters.put("subject_token", svid);
        Sent form = form(parameters);
        return form.and(DpopCheck.HEADER, proof(Optional.of(nonce(form))));
    }

    private static String proof(Optional<String> nonce) {
        String proof = DpopKey.generate().proof("POST", URL + Metadata.TOKEN, Optional.empty(), nonce, Instant.now());
        Leaks.RUN.ofCaller(proof);
        return proof;
    }

    private String nonce(Sent form) {
        return RawHttp.to(port(), Metadata.TOKEN)
                .add("Content-Type", "application/x-www-form-urlencoded")
                .add("DPoP", proof(Optional.empty()))
                .body(form.body())
                .send()
                .header(DpopCheck.NONCE_HEADER)
                .orElseThrow();
    }

    @Override
    protected Sent good() {
        return asking("ann", TASK);
    }

    /** The token of the workload is the last parameter. */
    @Override
    protected Sent proving(Sent request, Optional<String> proof) {
        String body = new String(request.body(), StandardCharsets.UTF_8);
        String others = body.substring(0, body.indexOf("&subject_token="));
        return request.body(
                others + proof.map(token -> "&subject_token=" + token).orElse(""));
    }

    /** RFC 8693, section 2.2.2: a token that is not taken makes the grant invalid. */
    @Override
    protected int unknown() {
        return 400;
    }

    @Override
    protected String proof() {
        return DpopCheck.HEADER;
    }

    @Override
    protected void seen(Sent request, Answered answer) {
        super.seen(request, answer);
        if (answer.status() == 200 && request.method().equals("POST")) {
            String token = Trees.object(answer.body()).path("access_token").asText();
            Leaks.RUN.handedOver(token, request.target(), answer.text());
        }
    }

    @Override
    protected List<Expected> malformed() {
        return List.of("", "grant_type", "{}", "grant_type=a&grant_type=b", "a=%zz").stream()
                .map(body -> new Expected(body.isEmpty() ? "nothing" : body, good().body(body), 400, "invalid_request"))
                .toList();
    }

    @Override
    protected List<Expected> tooLong() {
        Sent good = good();
        String body = new String(good.body(), StandardCharsets.UTF_8) + "&x=" + "a".repeat(Form.MAX_BYTES);
        return List.of(new Expected("padded", good.body(body), 413, "longer than " + Form.MAX_BYTES));
    }

    @Override
    protected List<Expected> elsewhere() {
        return List.of(
                new Expected("no endpoint", good().to("/oauth/nothing"), 404, OAuthServer.WELL_KNOWN),
                new Expected("another method", good().as("PUT"), 405, "allow=POST"));
    }

    @Override
    protected List<Expected> decisions() {
        return List.of(
                new Expected("granted", good(), 200, "\"access_token\"", "\"DPoP\""),
                new Expected("refused", asking("ann", TASK.replace("use", "nothing")), 400, "intent"));
    }

    @Override
    protected Optional<Sent> limited() {
        return Optional.of(asking("hasty", TASK));
    }
}
