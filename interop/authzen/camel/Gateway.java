import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.ext.web.handler.AuthenticationHandler;
import io.vertx.ext.web.handler.JWTAuthHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig.AuthenticationConfigEntry;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/**
 * Starts Camel with a door for platform-http that speaks TLS and lets nobody in without a JWT of the callers' issuer. It decides nothing: what
 * is asked, sent on and refused is in gateway.camel.yaml. Where camel-platform-http-main is at hand its `camel.server` properties do this.
 */
class Gateway extends MainListenerSupport {

    static void main(String... args) throws Exception {
        var main = new Main();
        main.addMainListener(new Gateway());
        main.run(args);
    }

    @Override
    public void afterConfigure(BaseMainSupport main) {
        var context = main.getCamelContext();
        var door = new VertxPlatformHttpServerConfiguration();
        door.setBindHost("127.0.0.1");
        door.setBindPort(Integer.parseInt(context.resolvePropertyPlaceholders("{{gateway.port}}")));
        door.setUseGlobalSslContextParameters(true);
        door.getAuthenticationConfig().setEnabled(true);
        try {
            var keys = new JsonObject(Files.readString(Path.of(context.resolvePropertyPlaceholders("{{gateway.keys}}"))));
            var audience = context.resolvePropertyPlaceholders("{{gateway.audience}}");
            door.getAuthenticationConfig().getEntries().add(callers(keys, audience));
            context.addService(new VertxPlatformHttpServer(door));
        } catch (Exception trouble) {
            throw new IllegalStateException(trouble);
        }
    }

    /** Whoever shows a token that one of the keys has signed, for this audience, and that has not expired. */
    private static AuthenticationConfigEntry callers(JsonObject keys, String audience) {
        var options = new JWTAuthOptions().setJWTOptions(new JWTOptions().addAudience(audience));
        keys.getJsonArray("keys").forEach(key -> options.addJwk((JsonObject) key));
        var entry = new AuthenticationConfigEntry();
        entry.setPath("/*");
        entry.setAuthenticationProviderFactory(vertx -> JWTAuth.create(vertx, options));
        entry.setAuthenticationHandlerFactory(Gateway::handler);
        return entry;
    }

    private static <T extends AuthenticationProvider> AuthenticationHandler handler(T provider) {
        return JWTAuthHandler.create((JWTAuth) provider);
    }

    @Override
    public void afterStart(BaseMainSupport main) {
        System.out.println("ready");
    }
}
