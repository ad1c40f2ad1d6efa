package dev.interlock.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.Version;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Asks a running server, with a token, whom it takes the caller for, and how the servers behind it are. */
public final class CallerCheck {

    /** The version of a server that was not started from a release. */
    private static final String DEVELOPMENT = "development";

    private CallerCheck() {}

    /** @param client of the server, with the token */
    public static List<Finding> findings(URI server, ApiClient client) throws InterruptedException {
        String place = UpstreamCheck.shown(server);
        List<Finding> found = new ArrayList<>();
        switch (client.send(ApiClient.Request.get("/v1/whoami"))) {
            case ApiClient.Result.Done(JsonNode caller) -> {
                found.add(Finding.ok(Area.CALLER, place, "the token is accepted: " + name(caller)));
                found.add(version(place, caller.path("version").asText()));
                found.addAll(upstreams(place, caller, client));
            }
            case ApiClient.Result.Refused(JsonNode problem) ->
                found.add(Finding.problem(
                        Area.CALLER,
                        place,
                        "the server does not accept the token (" + Shown.text(problem, "code") + "): "
                                + Shown.text(problem, "detail"),
                        "give the file with the token whose hash is in the server's configuration, or log in again"
                                + " with `interlock login`"));
            case ApiClient.Result.Unreachable(String message) ->
                found.add(Finding.problem(
                        Area.CALLER,
                        place,
                        "it could not be determined whether the token is accepted: " + message,
                        "see the findings about the server"));
        }
        return found;
    }

    private static String name(JsonNode caller) {
        String groups = Shown.list(caller.path("groups"));
        return "you are the " + Shown.text(caller, "kind") + " `" + Shown.text(caller, "name") + "`"
                + (groups.isEmpty() ? "" : ", in the groups " + groups);
    }

    private static Finding version(String place, String there) {
        String here = Version.current().interlock();
        if (there.isEmpty() || there.equals(DEVELOPMENT)) {
            return Finding.ok(Area.SERVER, place, "it does not report a release version");
        }
        return there.equals(here)
                ? Finding.ok(Area.SERVER, place, "it has the same version as this command line, " + here)
                : Finding.warning(
                        Area.SERVER,
                        place,
                        "it has version " + there + ", and this command line has " + here,
                        "install the server's version here, or upgrade the older one (docs/upgrade.md)");
    }

    private static List<Finding> upstreams(String place, JsonNode caller, ApiClient client)
            throws InterruptedException {
        if (!caller.path("kind").asText().equals("person")) {
            return List.of(Finding.ok(
                    Area.UPSTREAMS, place, "not checked: only a person's token shows the servers behind the gateway"));
        }
        ApiClient.Result asked = client.send(ApiClient.Request.get("/v1/upstreams"));
        if (!(asked instanceof ApiClient.Result.Done(JsonNode body))) {
            return List.of(Finding.warning(
                    Area.UPSTREAMS,
                    place,
                    "it does not report the state of the servers behind it",
                    "run `interlock upstream list` with the same token"));
        }
        List<Finding> found = new ArrayList<>();
        for (JsonNode upstream : body.path("upstreams")) {
            for (JsonNode instance : upstream.path("instances")) {
                found.add(instance(
                        Shown.text(upstream, "name") + " (" + Shown.text(instance, "instance") + ")", instance));
            }
        }
        return found;
    }

    private static Finding instance(String place, JsonNode instance) {
        String remedy = "find out why it fails: call it without the gateway, and read the server's log";
        String trouble = instance.has("trouble") ? ": " + Shown.text(instance, "trouble") : "";
        return switch (instance.path("state").asText()) {
            case "up" ->
                trouble.isEmpty()
                        ? Finding.ok(Area.UPSTREAMS, place, "it works, as far as the gateway knows")
                        : Finding.warning(Area.UPSTREAMS, place, "its last request failed" + trouble, remedy);
            case "trying" ->
                Finding.warning(
                        Area.UPSTREAMS, place, "the gateway is checking whether it works again" + trouble, remedy);
            default ->
                Finding.problem(
                        Area.UPSTREAMS,
                        place,
                        "the gateway sends it nothing, because it failed "
                                + Shown.plural(instance.path("failures").asLong(), "time") + " in a row" + trouble,
                        remedy);
        };
    }
}
