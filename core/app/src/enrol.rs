//! Becoming a device of a hub, or another device after a restored copy or a lost hub.

use gridwork_seal::{BoxKey, EnrolCode, SigningKey, VerifyingKey};
use gridwork_store::Durability;
use gridwork_sync::enrol::{
    EnrolAnswer, EnrolRefusal, EnrolRequest, Enrolled, Invitation, InvitationError, is_safe_address,
};
use serde::{Deserialize, Serialize};

use crate::core::{Core, Inner, json, json_meta, meta, standing};
use crate::exchange::{Completed, Waiting};
use crate::http::HttpRequest;
use crate::identity::{Identity, Standing};
use crate::{Code, CoreError, leaving, renew};

/// An enrolment on its way; kept, because the code may be used up before the answer is heard.
#[derive(Serialize, Deserialize)]
pub(crate) struct Enrolling {
    address: String,
    root: [u8; 32],
    code: String,
    /// Seeds of the keys that were made for it.
    signing: [u8; 32],
    boxing: [u8; 32],
    body: Vec<u8>,
    /// What the app calls itself in it.
    #[serde(default)]
    app: String,
    /// The device that this installation was before.
    formerly: Option<u32>,
}

impl Enrolling {
    fn is_of(&self, invitation: &Invitation, formerly: Option<u32>) -> bool {
        let Invitation { address, root, code } = invitation;
        (&self.address, &self.root, &self.code) == (address, root, code)
            && self.formerly == formerly
    }
}

/// What an app calls itself, as far as it is told.
fn named(app: &str) -> String {
    app.chars().take(40).collect()
}

impl Core {
    /// Says what the app calls itself, name and version. The township is told with the next exchange
    /// where that is news, so that it sees which phones wait for an update.
    pub fn app_is(&self, app: &str) -> Result<(), CoreError> {
        let app = named(app);
        if self.store.read(|r| json_meta::<String>(r, meta::APP))?.as_ref() == Some(&app) {
            return Ok(());
        }
        self.store.write(Durability::Rebuildable, |tx| tx.set_meta(meta::APP, &json(&app)))?;
        Ok(())
    }

    /// Begins an enrolment with the text of a QR code. Post the request and complete it.
    ///
    /// An installation that is a device already begins another enrolment only after the hub said so
    /// (`enrol_again`): its unsent work is then said again by the new device.
    pub fn begin_enrolment(
        &self,
        qr_text: &str,
        device_name: &str,
        app: &str,
    ) -> Result<HttpRequest, CoreError> {
        let invitation = Invitation::parse(qr_text).map_err(|error| match error {
            InvitationError::Foreign => CoreError::from(Code::QrOther),
            InvitationError::Damaged(part) => CoreError::at(Code::CodeTypo, part),
        })?;
        self.begin(invitation, device_name, app)
    }

    /// Begins an enrolment with what a person typed: the hub's address and key are known from
    /// elsewhere (printed on the notice beside the code), the code is the twelve characters.
    pub fn begin_enrolment_typed(
        &self,
        address: &str,
        root_key: [u8; 32],
        code: &str,
        device_name: &str,
        app: &str,
    ) -> Result<HttpRequest, CoreError> {
        if !is_safe_address(address) {
            return Err(CoreError::at(Code::CodeTypo, "address"));
        }
        let invitation =
            Invitation { address: address.to_owned(), root: root_key, code: code.to_owned() };
        self.begin(invitation, device_name, app)
    }

    fn begin(
        &self,
        invitation: Invitation,
        device_name: &str,
        app: &str,
    ) -> Result<HttpRequest, CoreError> {
        let code: EnrolCode =
            invitation.code.parse().map_err(|error: gridwork_seal::EnrolCodeError| {
                CoreError::at(Code::CodeTypo, error.to_string())
            })?;
        let mut inner = self.inner()?;
        let formerly = inner.identity.as_ref().map(|identity| identity.device);
        if formerly.is_some() && !self.may_enrol_again()? {
            return Err(Code::AlreadyEnrolled.into());
        }
        // Whoever heard no answer asks again in the same words: the code may be used up by these keys.
        let kept: Option<Enrolling> = self.store.read(|r| json_meta(r, meta::ENROLLING))?;
        let enrolling = match kept.filter(|asked| asked.is_of(&invitation, formerly)) {
            Some(asked) => asked,
            None => {
                let asked = self.ask(invitation, &code, formerly, device_name, app);
                self.store
                    .write(Durability::Full, |tx| tx.set_meta(meta::ENROLLING, &json(&asked)))?;
                asked
            }
        };
        let address = enrolling.address.trim_end_matches('/').to_owned();
        let (path, body) = ("/v1/enrol".to_owned(), enrolling.body.clone());
        Ok(inner.hand_out_to(address, path, body, Waiting::Enrolment(Box::new(enrolling))))
    }

    /// What is asked, under keys that are made for it.
    fn ask(
        &self,
        invitation: Invitation,
        code: &EnrolCode,
        formerly: Option<u32>,
        device_name: &str,
        app: &str,
    ) -> Enrolling {
        let (signing, boxing) =
            (SigningKey::generate(&mut self.chance()), BoxKey::generate(&mut self.chance()));
        let mut seed = [0; 32];
        self.env.fill(&mut seed);
        let request = EnrolRequest {
            code: code.to_string(),
            key: signing.verifying().0,
            box_key: *boxing.public().as_bytes(),
            name: device_name.chars().take(40).collect(),
            app: named(app),
            seed,
            formerly,
        };
        Enrolling {
            address: invitation.address,
            root: invitation.root,
            code: invitation.code,
            signing: *signing.seed(),
            boxing: *boxing.seed(),
            body: request.seal(&signing),
            app: request.app,
            formerly,
        }
    }

    fn may_enrol_again(&self) -> Result<bool, CoreError> {
        self.store.read(|r| Ok(standing(r)?.barred.is_some()))
    }

    pub(crate) fn enrolled(
        &self,
        inner: &mut Inner,
        enrolling: &Enrolling,
        body: &[u8],
    ) -> Result<Completed, CoreError> {
        let root = VerifyingKey(enrolling.root);
        let enrolled = match EnrolAnswer::open(body, &enrolling.body, &root)? {
            EnrolAnswer::Enrolled(enrolled) => enrolled,
            EnrolAnswer::Refused(refusal) => {
                return Err(match refusal {
                    EnrolRefusal::UnknownCode => Code::CodeTypo,
                    EnrolRefusal::Used => Code::QrUsed,
                    EnrolRefusal::Expired => Code::QrOld,
                    EnrolRefusal::TooMany => Code::TooMany,
                    EnrolRefusal::Malformed => Code::BadAnswer,
                }
                .into());
            }
        };
        let identity = self.adopt(inner, enrolling, &enrolled)?;
        self.learn(inner, |known| known.identity = Some(identity));
        self.names.lock().forget();
        Ok(Completed { more: true, ..Completed::default() })
    }

    fn adopt(
        &self,
        inner: &Inner,
        enrolling: &Enrolling,
        enrolled: &Enrolled,
    ) -> Result<Identity, CoreError> {
        if let Some(before) = &inner.identity
            && before.training != enrolled.training
        {
            return Err(Code::OtherKind.into());
        }
        let address = enrolling.address.trim_end_matches('/').to_owned();
        let signing = SigningKey::from_seed(&enrolling.signing);
        let boxing = BoxKey::from_seed(&enrolling.boxing);
        let fresh = Identity::new(enrolled, address, enrolling.root, &signing, &boxing);
        let identity = match &inner.identity {
            Some(before) => fresh.following(before),
            None => fresh,
        };
        self.store.write(Durability::Full, |tx| {
            let before = if enrolling.formerly.is_some() { Some(standing(tx)?) } else { None };
            let incarnation = before.as_ref().map_or(0, |before| before.incarnation + 1);
            let mut fresh = Standing::new(enrolled, &signing, incarnation);
            // What a restored hub forgot is still to be told apart from what it holds.
            fresh.settling =
                before.is_some_and(|before| before.settling || before.epoch != fresh.epoch);
            if enrolling.formerly.is_some() {
                // A signed enrolment is contact, as any verified answer is.
                leaving::lease(tx, &fresh)?;
                renew::as_another_device(tx, &identity, &fresh, self.env.wall())?;
            }
            tx.set_meta(meta::APP_TOLD, &json(&enrolling.app))?;
            tx.set_meta(meta::IDENTITY, &json(&identity))?;
            tx.set_meta(meta::STANDING, &json(&fresh))?;
            Ok::<_, CoreError>(tx.delete_meta(meta::ENROLLING)?)
        })?;
        Ok(identity)
    }
}
