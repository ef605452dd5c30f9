//! “告诉编写的人：缺这一件”: a plain form. What is kept tells nothing of who asked (`docs/SECURITY.md`).

use app::{address::encode, words::refusals};
use axum::{
    Form,
    body::Body,
    extract::{FromRequest, Request, State},
    http::{
        HeaderValue, Response, StatusCode,
        header::{CACHE_CONTROL, LOCATION},
    },
    response::IntoResponse,
};
use serde::Deserialize;
use store::{GapReport, Kept};

use crate::{
    context::Portal,
    http::{
        refusal,
        unclear::{cleaned, refused, thanks_for},
    },
};

/// The form.
#[derive(Debug, Deserialize)]
pub struct GapForm {
    /// What was searched for.
    #[serde(default)]
    q: String,
    /// Not shown to people; what fills in every field is not one.
    #[serde(default)]
    website: String,
}

/// Takes a report and leads back to a page that says thank you.
pub async fn save(State(portal): State<Portal>, request: Request<Body>) -> Response<Body> {
    if let Some(refused) = refused(&portal, &request) {
        return refused;
    }
    let Ok(Form(form)) = Form::<GapForm>::from_request(request, &()).await else {
        return refusal::document(StatusCode::BAD_REQUEST, refusals::GAP_FORM_INCOMPLETE);
    };
    let asked = cleaned(&form.q);
    if asked.is_empty() {
        return refusal::document(StatusCode::BAD_REQUEST, refusals::NOTHING_ASKED);
    }
    let mut kept = Kept::Words;
    if form.website.is_empty() {
        kept = match portal
            .store
            .report_gap(&GapReport { asked: asked.clone(), day: portal.clock.today(), times: 1 })
            .await
        {
            Ok(kept) => kept,
            Err(error) => {
                tracing::error!(error = error.to_string(), "缺少内容的反馈没有存下");
                return refusal::document(StatusCode::SERVICE_UNAVAILABLE, refusals::GAP_NOT_KEPT);
            }
        };
    }
    let mut response = (StatusCode::SEE_OTHER, [(CACHE_CONTROL, "no-store")]).into_response();
    if let Ok(thanks) = HeaderValue::from_str(&format!("/search/gap?q={}&sent={}", encode(&asked), thanks_for(kept))) {
        response.headers_mut().insert(LOCATION, thanks);
    }
    response
}
