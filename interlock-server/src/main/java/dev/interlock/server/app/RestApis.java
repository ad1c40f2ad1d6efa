package dev.interlock.server.app;

import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.server.openapi.DescriptionReader;
import dev.interlock.server.setting.Limits;
import dev.interlock.server.upstream.ApiConfig;
import dev.interlock.server.upstream.rest.RestApi;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The REST APIs behind the gateway, by name. Their descriptions are read once, at the start. */
final class RestApis implements AutoCloseable {

    private final Map<String, RestApi> byName;

    private RestApis(Map<String, RestApi> byName) {
        this.byName = byName;
    }

    /** @throws IOException if a description cannot be read; the message names the first mistake and its place */
    static RestApis open(Collection<ApiConfig> configs, Limits limits) throws IOException {
        var byName = new TreeMap<String, RestApi>();
        for (ApiConfig config : configs) {
            var settings = new RestApi.Settings(
                    config.name(),
                    config.url(),
                    config.headers(),
                    config.timeout(),
                    limits.answerBytes(),
                    limits.resultBytes(),
                    config.credential().isPresent());
            switch (DescriptionReader.read(config.openapi())) {
                case DescriptionReader.Outcome.Read read ->
                    byName.put(config.name(), new RestApi(settings, read.description()));
                case DescriptionReader.Outcome.Rejected rejected -> {
                    Diagnostic first = rejected.diagnostics().stream()
                            .filter(Diagnostic::isError)
                            .findFirst()
                            .orElseThrow();
                    new RestApis(byName).close();
                    throw new IOException("the description of `" + config.name() + "` cannot be read: " + first.place()
                            + ": " + first.message() + "; " + first.remedy());
                }
            }
        }
        return new RestApis(byName);
    }

    Map<String, RestApi> byName() {
        return byName;
    }

    @Override
    public void close() {
        byName.values().forEach(RestApi::close);
    }
}
